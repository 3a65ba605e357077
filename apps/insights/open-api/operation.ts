import type { Scope } from '../../../libs/access/index.js';

/** A part of the OpenAPI document, as plain JSON. */
export type Json = Record<string, unknown>;

/** The paths of one subject: path, method, operation. */
export type Paths = Record<string, Record<string, Json>>;

/** Problem documents an operation may answer, by status; each is in the document's `components/responses`. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503;

interface OperationOptions {
  /** Unique in the document; what generators name the function. */
  id: string;
  tag: string;
  summary: string;
  description?: string;
  /** Scopes a key needs, all of them; none for every key, absent for paths that need no key. */
  scopes?: readonly Scope[];
  parameters?: readonly Json[];
  requestBody?: Json;
  /** Answers that are no problem, by status. */
  answers: Record<number, Json>;
  /** Beside 401 and 403, which follow from `scopes`. */
  problems?: readonly ProblemStatus[];
}

/** One operation of the document. */
export function operation(options: OperationOptions): Json {
  const { id, tag, summary, description, scopes, parameters, requestBody, answers, problems = [] } = options;
  const needs = scopes && keyNeeded(scopes);
  const said = [description, needs].filter((text) => text !== undefined).join('\n\n');
  const statuses = [...problems, ...(scopes ? [401, 403] : [])].sort((a, b) => a - b);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(said && { description: said }),
    ...(parameters && { parameters }),
    ...(requestBody && { requestBody }),
    security: scopes ? [{ key: scopes }, { session: scopes }] : [],
    responses: {
      ...answers,
      ...Object.fromEntries(
        statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
      ),
    },
  };
}

function keyNeeded(scopes: readonly Scope[]): string {
  if (scopes.length === 0) return 'Needs a key, of whatever scope.';
  return `Needs a key with the scope ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`;
}

/** An answer in JSON. */
export function jsonAnswer(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

/** A reference to one of the document's schemas. */
export function schemaRef(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

/** A parameter in the query. */
export function queryParameter(name: string, description: string, schema: Json, more: Json = {}): Json {
  return { name, in: 'query', description, schema, ...more };
}

/** A parameter in the path. */
export function pathParameter(name: string, description: string, schema: Json = { type: 'string' }): Json {
  return { name, in: 'path', required: true, description, schema };
}
