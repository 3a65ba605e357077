import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { mediaType } from './content-type.js';
import { Problem, type ProblemError } from './problem.js';
import { readBody, utf8Text } from './read-body.js';

const LIMIT = 1024 * 1024;

/**
 * The JSON body of a request, checked against a class of class-validator: `@JsonBody(NewKey) body: NewKey`.
 * Unknown fields are errors. Throws the Problem that fits: 415, 413, 400 with the path of each field.
 */
export const JsonBody = createParamDecorator((shape: new () => object, context: ExecutionContext) =>
  readJsonBody(context.switchToHttp().getRequest<FastifyRequest>(), shape),
);

/** What {@link JsonBody} does, for a request in hand. */
export async function readJsonBody<T extends object>(
  request: FastifyRequest,
  shape: new () => T,
): Promise<T> {
  const type = mediaType(request);
  if (type !== 'application/json') throw new Problem(415, 'Content-Type must be application/json');
  return checkShape(parseObject(utf8Text(await readBody(request, LIMIT))), shape);
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `the body is no JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Problem(400, 'the body must be a JSON object', {
    errors: [{ path: '', message: 'must be an object' }],
  });
}

function checkShape<T extends object>(value: object, shape: new () => T): T {
  const declared = new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(shape, '', false, false)
      .map(({ propertyName }) => propertyName),
  );
  const body = new shape();
  const errors: ProblemError[] = [];
  // Only declared fields are put on the object: `__proto__` and `constructor` are unknown like any other.
  for (const [name, field] of Object.entries(value)) {
    if (declared.has(name)) Object.assign(body, { [name]: field });
    else errors.push({ path: name, message: 'is not a field of this body' });
  }
  errors.push(...validateSync(body, { forbidUnknownValues: false }).flatMap((fault) => errorsOf(fault)));
  if (errors.length === 0) return body;
  throw new Problem(400, 'the body is not as it must be', { errors });
}

function errorsOf(fault: ValidationError, parent = ''): ProblemError[] {
  const path = /^\d+$/.test(fault.property)
    ? `${parent}[${fault.property}]`
    : parent
      ? `${parent}.${fault.property}`
      : fault.property;
  const own = Object.values(fault.constraints ?? {}).map((message) => ({ path, message }));
  return [...own, ...(fault.children ?? []).flatMap((child) => errorsOf(child, path))];
}
