import type {
  Health,
  ListedKey,
  NewKey,
  ProjectionStatus,
  PublishAnswer,
  QuarantinePage,
  SignInLink,
} from './answers.js';
import { apiError, ServerAway } from './api-error.js';

export interface ClientOptions {
  /** Of the server, `http://127.0.0.1:3000`. */
  url: string;
  /** Sent as a bearer token; what needs no key can be asked without. */
  key?: string;
}

/**
 * Asks a Lifeledger server over HTTP. Every method throws ApiError when the answer is an error, ServerAway when
 * there is no answer.
 */
export class Client {
  /** Without a slash at its end. */
  readonly url: string;
  private readonly key: string | undefined;

  /** @throws TypeError for what is no http or https URL, and for a key that no header can carry */
  constructor({ url, key }: ClientOptions) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw new TypeError(`${JSON.stringify(url)} must be a URL such as http://127.0.0.1:3000`);
    }
    if (key !== undefined && !/^[!-~]+$/.test(key)) {
      throw new TypeError('the key must be visible ASCII characters without spaces');
    }
    this.url = url.replace(/\/+$/, '');
    this.key = key;
  }

  /**
   * Publishes events, answered when they are durable. Needs `events:write`.
   * @param lines each the JSON of one event, without line breaks
   */
  async publish(lines: readonly string[], signal?: AbortSignal): Promise<PublishAnswer> {
    return this.json('POST', '/v1/events', { type: 'application/x-ndjson', body: lines.join('\n'), signal });
  }

  /**
   * The log as CloudEvents, one on each line, as bytes come. Needs `customers:read`.
   * @param from position to begin at; left out: the beginning
   */
  async *exportEvents(from?: string): AsyncGenerator<Uint8Array> {
    const query = from === undefined ? '' : `?${new URLSearchParams({ from })}`;
    const response = await this.ask('GET', `/v1/events${query}`, { accept: 'application/x-ndjson' });
    try {
      if (response.body) yield* response.body as unknown as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw this.away(error);
    }
  }

  /** Needs `metrics:read`. */
  async projections(): Promise<ProjectionStatus[]> {
    return this.json('GET', '/v1/projections');
  }

  /** Asks for a rebuild; it goes on after the answer. Needs `admin`. */
  async rebuild(projection: string): Promise<void> {
    await this.text('POST', `/v1/projections/${encodeURIComponent(projection)}/rebuild`);
  }

  /** The newest of what is in quarantine. Needs `admin`. */
  async quarantine(limit: number): Promise<QuarantinePage> {
    return this.json('GET', `/v1/quarantine?limit=${limit}`);
  }

  /** Makes a key; the answer is the only place where it is shown. Needs `admin`. */
  async createKey(key: NewKey): Promise<ListedKey & { key: string }> {
    return this.json('POST', '/v1/keys', { type: 'application/json', body: JSON.stringify(key) });
  }

  /** Every key, revoked ones too, oldest first. Needs `admin`. */
  async keys(): Promise<ListedKey[]> {
    return (await this.json<{ keys: ListedKey[] }>('GET', '/v1/keys')).keys;
  }

  /** Needs `admin`. */
  async revokeKey(id: string): Promise<void> {
    await this.text('DELETE', `/v1/keys/${encodeURIComponent(id)}`);
  }

  /** The token of a link that signs a browser in with the client's own key, once; shown nowhere else. */
  async makeSignInLink(): Promise<SignInLink> {
    return this.json('POST', '/v1/session/link');
  }

  /** Whether every part of the server is well. Needs no key. */
  async health(): Promise<Health> {
    const response = await this.send('GET', '/health/ready');
    if (!response.ok && response.status !== 503) throw await apiError(response);
    const { checks } = Object(await response.json().catch(() => ({})));
    return { ready: response.ok, checks: Object(checks) };
  }

  /** Whether a Lifeledger server answers there, within some milliseconds. Needs no key. */
  async isThere(milliseconds = 2_000): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(milliseconds);
      const response = await this.send('GET', '/health/live', { signal });
      return response.ok && Object(await response.json()).status === 'live';
    } catch {
      return false;
    }
  }

  private async json<T>(method: string, path: string, request: RequestParts = {}): Promise<T> {
    const text = await this.text(method, path, request);
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Error(
        `${this.url}${path} answered with something that is no JSON: is it a Lifeledger server?`,
      );
    }
  }

  private async text(method: string, path: string, request: RequestParts = {}): Promise<string> {
    const response = await this.ask(method, path, request);
    return response.text().catch((error) => {
      throw this.away(error);
    });
  }

  private async ask(method: string, path: string, request: RequestParts = {}): Promise<Response> {
    const response = await this.send(method, path, request);
    if (!response.ok) throw await apiError(response);
    return response;
  }

  private async send(method: string, path: string, request: RequestParts = {}): Promise<Response> {
    const { type, accept = 'application/json', body, signal } = request;
    try {
      return await fetch(this.url + path, {
        method,
        headers: {
          accept,
          ...(type && { 'content-type': type }),
          ...(this.key && { authorization: `Bearer ${this.key}` }),
        },
        body,
        signal,
      });
    } catch (error) {
      throw this.away(error);
    }
  }

  private away(error: unknown): Error {
    // fetch calls all that is wrong with a connection a TypeError; what it was is the cause.
    const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
    if (name !== 'TypeError') return error as Error;
    const reason =
      cause?.code === 'ECONNREFUSED' ? 'nothing listens there' : (cause?.code ?? cause?.message ?? message);
    return new ServerAway(`${this.url} does not answer: ${reason}`, { cause: error });
  }
}

interface RequestParts {
  type?: string;
  accept?: string;
  body?: string;
  signal?: AbortSignal;
}
