import { STATUS_CODES } from 'node:http';

/** One thing that is wrong with what was sent, and where. */
export interface ProblemError {
  /** Path of the field, or name of the parameter; empty for the whole. */
  path: string;
  /** What is allowed. */
  message: string;
}

export interface ProblemOptions {
  /** Default: the status's own name. */
  title?: string;
  errors?: readonly ProblemError[];
  /** Sent with the answer, `{ 'Retry-After': '1' }`. */
  headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document, `{ nextIndex: 5000 }`. */
  members?: Readonly<Record<string, unknown>>;
}

/**
 * An answer that is an error: thrown anywhere beneath a controller, sent as `application/problem+json` (RFC 9457).
 * `detail` is written for whoever sent the request and never holds a secret.
 */
export class Problem extends Error {
  readonly title: string;
  readonly errors: readonly ProblemError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    readonly status: number,
    readonly detail: string,
    { title, errors, headers = {}, members = {} }: ProblemOptions = {},
  ) {
    super(detail);
    this.title = title ?? STATUS_CODES[status] ?? 'Error';
    this.errors = errors;
    this.headers = headers;
    this.members = members;
  }

  /** The problem document. */
  toJSON(): Record<string, unknown> {
    const { title, status, detail, errors, members } = this;
    return { type: 'about:blank', title, status, detail, ...(errors && { errors }), ...members };
  }
}

/** 503 with `Retry-After`: what was asked is in order, and may be asked again after some seconds. */
export function unavailable(
  detail: string,
  retryAfterSeconds = 1,
  members?: Readonly<Record<string, unknown>>,
): Problem {
  const seconds = Math.max(1, Math.ceil(retryAfterSeconds));
  return new Problem(503, detail, { headers: { 'Retry-After': String(seconds) }, members });
}

/** 400 for one field or parameter. */
export function badRequest(path: string, message: string): Problem {
  return new Problem(400, path ? `${path}: ${message}` : message, { errors: [{ path, message }] });
}
