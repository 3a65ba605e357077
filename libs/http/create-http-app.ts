import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { LoggerService, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Draining } from './draining.js';
import { hostCheck } from './host-check.js';
import { KnownRoutes } from './known-routes.js';
import { Problem, unavailable } from './problem.js';
import { ProblemFilter, problemOf, sendProblem } from './problem-filter.js';
import { Prometheus } from './prometheus.js';
import { refuseNul } from './refuse-nul.js';
import { SECURITY_HEADERS } from './security-headers.js';

export interface HttpAppOptions {
  /** Address the server will listen on; decides whether `Host` is checked. */
  host: string;
  logger?: LoggerService | LogLevel[] | false;
}

/** A connection on which nothing moves for this long is closed. */
const SILENCE_MS = 300_000;
/** A client that goes on sending after its answer is listened to for this long, so that it gets to read it. */
const UNREAD_BODY_MS = 10_000;
/** Ids are up to 200 characters, each up to four bytes, percent-encoded as three characters each. */
const LONGEST_PATH_PART = 2400;

/**
 * Makes the Nest application: Fastify with bodies left unread (handlers read them by `readBody`, `@JsonBody`),
 * every error a problem document, security headers, the check of `Host`, and a shut-down that drains.
 * The module must import {@link HttpModule}. The caller listens, and closes.
 */
export async function createHttpApp(
  module: Parameters<typeof NestFactory.create>[0],
  { host, logger }: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    connectionTimeout: SILENCE_MS,
    return503OnClosing: false,
    // Nothing here is Express middleware; without it a request costs a tenth less.
    skipMiddie: true,
    routerOptions: { maxParamLength: LONGEST_PATH_PART },
    // Before any hook has run: a path that cannot be decoded, or a part of it that is too long.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply.headers(SECURITY_HEADERS), problemOf(error));
    },
    clientErrorHandler: refuseWhatIsNoHttp,
  });
  // Before Nest's own hooks, which answer some requests by themselves.
  adapter.setOnRequestHook((_request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  const routes = new KnownRoutes();
  adapter.getInstance().addHook('onRoute', ({ method, url }) => routes.add(method, url));

  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger,
  });
  app.useGlobalFilters(new ProblemFilter(routes));
  addHooks(adapter.getInstance(), hostCheck(host), app.get(Draining), app.get(Prometheus));
  return app;
}

function addHooks(
  fastify: FastifyInstance,
  checkHost: (host: string | undefined) => void,
  draining: Draining,
  prometheus: Prometheus,
): void {
  fastify.removeAllContentTypeParsers();
  const leaveUnread = (
    _: FastifyRequest,
    payload: IncomingMessage,
    done: (error: null, body: unknown) => void,
  ) => done(null, payload);
  // What a pattern matched is remembered by its content type; `*`, for what is no content type, is found anew each time.
  fastify.addContentTypeParser(/^/, leaveUnread);
  fastify.addContentTypeParser('*', leaveUnread);

  fastify.addHook('onRequest', (request, reply, done) => {
    if (draining.signal.aborted && !request.url.startsWith('/health/')) {
      reply.header('Connection', 'close');
      return done(unavailable('this process is about to stop: send it again'));
    }
    try {
      checkHost(request.headers.host);
      refuseNul(request.url);
      done();
    } catch (error) {
      done(error as Error);
    }
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    if (!request.raw.complete) endUnreadBody(request.raw);
    prometheus.observeRequest(
      request.method,
      request.routeOptions.url,
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
    done();
  });
}

/** Passes over what a client still sends after its answer, for a while; then the connection is closed. */
function endUnreadBody(request: IncomingMessage): void {
  const timer = setTimeout(() => request.socket.destroy(), UNREAD_BODY_MS).unref();
  request.once('close', () => clearTimeout(timer));
  request.resume();
}

/** Answers bytes that Node's parser could not read as HTTP. */
function refuseWhatIsNoHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem(431, 'the headers are larger than allowed')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Problem(408, 'the request did not arrive in time')
        : new Problem(400, 'this is no valid HTTP request');
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
      'X-Content-Type-Options: nosniff\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
