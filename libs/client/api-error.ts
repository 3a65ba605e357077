import type { PublishAnswer } from './answers.js';

/** The server answered, and the answer is an error (RFC 9457 `application/problem+json`). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  /**
   * @param status HTTP status
   * @param detail what the server says is wrong
   * @param retryAfter seconds after which it may be asked again; undefined where the answer names none
   * @param settled of a stream of events that was not taken whole: how many were, and what became of them
   */
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly retryAfter?: number,
    readonly settled?: PublishAnswer & { nextIndex: number },
  ) {
    super(`${detail} (HTTP ${status})`);
  }
}

/** No answer: nothing listens there, or the connection broke. What was asked may or may not have been done. */
export class ServerAway extends Error {
  override readonly name = 'ServerAway';
}

interface ProblemDocument {
  title?: unknown;
  detail?: unknown;
  errors?: { path?: unknown; message?: unknown }[];
  nextIndex?: unknown;
}

/** The error that an answer other than 2xx stands for; reads its body. */
export async function apiError(response: Response): Promise<ApiError> {
  const problem = await problemOf(response);
  const said =
    typeof problem.detail === 'string' ? problem.detail : String(problem.title ?? response.statusText);
  const listed = (Array.isArray(problem.errors) ? problem.errors : [])
    .map(({ path, message }) => (path ? `${path} ${message}` : String(message)))
    .join('; ');
  // Where the detail says it already, it is not said twice.
  const detail =
    listed === '' || problem.errors?.some(({ message }) => said.includes(String(message)))
      ? said
      : `${said}: ${listed}`;
  const settled = Number.isInteger(problem.nextIndex)
    ? (problem as unknown as PublishAnswer & { nextIndex: number })
    : undefined;
  return new ApiError(response.status, detail, retryAfter(response), settled);
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  try {
    return Object(await response.json()) as ProblemDocument;
  } catch {
    return {};
  }
}

/** `Retry-After` in seconds; its form as a date is not used by this API. */
function retryAfter(response: Response): number | undefined {
  const header = response.headers.get('Retry-After');
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}
