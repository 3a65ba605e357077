import { noteLost } from './connection.js';

/** What the server said was wrong: RFC 9457. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** By path, for input that was not accepted. */
    readonly errors: readonly { path: string; message: string }[],
    /** Seconds, where the server says when to come again. */
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

/** Nobody answered. */
export class ServerLost extends Error {}

/**
 * One request to the server that the page comes from; the session's cookie goes along.
 * @throws ApiProblem, ServerLost
 */
export async function call<T>(path: string, init: { method?: string; body?: unknown } = {}): Promise<T> {
  const response = await fetch(path, {
    method: init.method ?? 'GET',
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      ...(init.body !== undefined && { 'Content-Type': 'application/json' }),
    },
    body: init.body === undefined ? undefined : JSON.stringify(init.body),
  }).catch(() => {
    noteLost();
    throw new ServerLost('the server does not answer');
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const problem = await response.json().catch(() => ({}));
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new ApiProblem(
    response.status,
    problem.detail ?? problem.title ?? `${response.status} ${response.statusText}`,
    Array.isArray(problem.errors) ? problem.errors : [],
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}
