import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from './database-away.js';
import type { KnownRoutes } from './known-routes.js';
import { Problem, unavailable } from './problem.js';

/** What Fastify's own refusals are called here. */
const FASTIFY_DETAILS: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'the body is larger than allowed',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Content-Type is not one this path takes',
  FST_ERR_BAD_URL: 'the path holds an invalid percent-encoding',
  FST_ERR_MAX_PARAM_LENGTH: 'a part of the path is longer than allowed',
};

/** Turns whatever was thrown into `application/problem+json`. What nobody foresaw is a 500, and is logged. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly routes: KnownRoutes) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  private answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = request.is404 ? this.unknownRoute(request) : problemOf(error);
    if (problem.status === 500) {
      // The stack, not the error: a query's error carries its parameters.
      const stack = error instanceof Error ? error.stack : String(error);
      this.logger.error(`${request.method} ${request.routeOptions.url}: ${stack}`);
    }
    if (reply.raw.headersSent) {
      // Half an answer is out: breaking the connection is the only way left to say that it is not whole.
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem);
  }

  private unknownRoute(request: FastifyRequest): Problem {
    const path = request.url.split('?', 1)[0];
    const allowed = this.routes.methodsOf(path);
    if (allowed.length === 0) return new Problem(404, 'there is nothing at this path');
    const Allow = allowed.join(', ');
    return new Problem(405, `this path answers to ${Allow}`, { headers: { Allow } });
  }
}

/** Sends a problem document as the answer. */
export function sendProblem(reply: FastifyReply, problem: Problem): void {
  reply
    .code(problem.status)
    .headers(problem.headers)
    .header('Content-Type', 'application/problem+json')
    .header('Cache-Control', 'no-store')
    .send(JSON.stringify(problem));
}

/** The problem that an error stands for. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) {
    const cause = error.cause as { code?: string } | undefined;
    return new Problem(error.getStatus(), FASTIFY_DETAILS[cause?.code ?? ''] ?? error.message);
  }
  if (isDatabaseAway(error)) return unavailable('the database is not reachable at the moment', 2);
  const { statusCode, code } = Object(error) as { statusCode?: number; code?: string };
  if (error instanceof Error && statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem(statusCode, FASTIFY_DETAILS[code ?? ''] ?? error.message);
  }
  return new Problem(500, 'this should not have happened; it has been logged');
}
