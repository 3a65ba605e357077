import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface ApiServer {
  url: string;
  port: number;
  /** Answers to the next `POST /v1/events`, one each; undefined for the ordinary answer. */
  interruptions: (Answer | undefined)[];
  /** What is asked of other paths, by `GET /v1/projections`: method and path without query. */
  routes: Record<string, Answer>;
  /** Events by source and id, as they were first sent. */
  stored: Map<string, Record<string, unknown>>;
  /** Number of lines of each `POST /v1/events` that was answered in the ordinary way. */
  posts: number[];
  /** Method, path and Authorization of everything that was asked. */
  asked: string[];
  stop(): Promise<void>;
}

/** Says of one event why it is rejected; nothing for one that is not. */
export type Judge = (event: Record<string, unknown>) => { path: string; message: string } | undefined;

/** A server that speaks as the API does and keeps events in memory by their identity. */
export async function startApiServer(judge: Judge = () => undefined, port = 0): Promise<ApiServer> {
  const state: Omit<ApiServer, 'url' | 'port' | 'stop'> = {
    interruptions: [],
    routes: { 'GET /health/live': (_, response) => sendJson(response, 200, { status: 'live' }) },
    stored: new Map(),
    posts: [],
    asked: [],
  };
  const server = createServer(async (request, response) => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    state.asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'no key'}`);
    if (route === 'POST /v1/events') {
      const interruption = state.interruptions.shift();
      const body = await text(request).catch(() => '');
      if (interruption) interruption(request, response, body);
      else sendJson(response, 200, publish(body.split('\n'), state, judge));
      return;
    }
    const answer = state.routes[route];
    if (answer) answer(request, response, await text(request));
    else sendProblem(response, 404, { detail: 'there is nothing at this path' });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    ...state,
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function publish(
  lines: readonly string[],
  { stored, posts }: Pick<ApiServer, 'stored' | 'posts'>,
  judge: Judge,
) {
  posts.push(lines.length);
  const answer = { accepted: 0, duplicates: 0, rejected: 0, position: '1', results: [] as object[] };
  lines.forEach((line, index) => {
    const event = read(line);
    const error = event ? judge(event) : { path: '', message: 'is no JSON' };
    if (!event || error) {
      answer.rejected++;
      answer.results.push({ index, id: null, status: 'rejected', errors: [error] });
      return;
    }
    const identity = `${event.source} ${event.id}`;
    const before = stored.get(identity);
    if (!before) {
      stored.set(identity, event);
      answer.accepted++;
      return;
    }
    answer.duplicates++;
    const conflict = JSON.stringify(before) !== line;
    answer.results.push({
      index,
      id: event.id,
      status: 'duplicate',
      position: '1',
      ...(conflict && { conflict }),
    });
  });
  return answer;
}

function read(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  problem: Record<string, unknown>,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    .end(JSON.stringify({ title: 'Error', status, ...problem }));
}
