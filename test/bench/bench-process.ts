import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { postRaw, rawRequest } from './raw-client.js';

/** A server in a process of its own, and a client of it. */
export class BenchProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: URL,
    private readonly key: string,
    private readonly agent: Agent,
  ) {}

  /** @param brokers of Kafka, `host:port,…`; left out, none */
  static async start(
    mode: 'all' | 'intake' | 'projector' | 'insights',
    databaseUrl: string,
    brokers = '',
  ): Promise<BenchProcess> {
    const file = fileURLToPath(new URL('./server-process.js', import.meta.url));
    // With the heap that `npm start` gives it.
    const child = fork(file, [mode, databaseUrl, brokers], {
      execArgv: ['--max-semi-space-size=64', '--heap-growing-percent=100'],
    });
    const [{ url, key }] = (await once(child, 'message')) as [{ url: string; key: string }];
    return new BenchProcess(child, new URL(url), key, new Agent({ keepAlive: true, maxSockets: 64 }));
  }

  /** Sends a request and gives the body back. @throws Error for any status but 200 and 202 */
  send(method: string, path: string, body?: Buffer | string, type?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          method,
          path,
          host: this.url.hostname,
          port: this.url.port,
          agent: this.agent,
          headers: {
            authorization: `Bearer ${this.key}`,
            ...(body !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => {
            if (response.statusCode === 200 || response.statusCode === 202) resolve(text);
            else reject(new Error(`${response.statusCode} ${text}`));
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Posts bodies, so many at a time. */
  async post(bodies: readonly Buffer[], type: string, atOnce: number): Promise<void> {
    let next = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < bodies.length) await this.send('POST', '/v1/events', bodies[next++], type);
      }),
    );
  }

  /** Requests that post one body each, made before anything is measured. */
  requestsOf(bodies: readonly Buffer[], type: string): Buffer[] {
    return bodies.map((body) => rawRequest(this.url.host, this.key, type, body));
  }

  /** Sends requests one at a time from each of so many clients that cost next to nothing themselves. */
  async sendEach(requests: readonly Buffer[], clients: number): Promise<void> {
    const { hostname: host, port } = this.url;
    await postRaw({ host, port: Number(port) }, requests, clients);
  }

  /** Waits until the answers hold the log up to a position. */
  async answersUpTo(position: number): Promise<void> {
    for (;;) {
      const [{ position: reached }] = JSON.parse(await this.send('GET', '/v1/projections'));
      if (Number(reached) >= position) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Resident memory of the server's process, in MiB. */
  async memory(): Promise<number> {
    const { rss } = await this.ask<{ rss: number }>('memory');
    return rss / 1024 / 1024;
  }

  /** Seconds of CPU time that the server's process has taken. */
  async cpu(): Promise<number> {
    const { seconds } = await this.ask<{ seconds: number }>('cpu');
    return seconds;
  }

  private async ask<Answer>(what: string): Promise<Answer> {
    const answered = once(this.child, 'message');
    this.child.send(what);
    const [answer] = await answered;
    return answer as Answer;
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    const ended = once(this.child, 'exit');
    this.child.send('stop');
    await ended;
  }
}
