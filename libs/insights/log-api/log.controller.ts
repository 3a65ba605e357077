import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Scopes } from '../../access/index.js';
import type { EventStore } from '../../event-store/index.js';
import { findEventType, type RecordedEvent, stringifyJson, toCloudEvent } from '../../events/index.js';
import { badRequest } from '../../http/index.js';
import { onlyParameters, readLimit } from '../cursor.js';
import { Insights } from '../insights.js';
import { readPosition } from '../metrics-api/transport.js';

interface LogQuery {
  from: number;
  types?: string[];
  subject?: string;
}

/** Events read at a time while streaming. */
const CHUNK = 1_000;

/** `GET /v1/events`: the log as it is. As `application/x-ndjson` all of it, which is the export. */
@Controller('v1/events')
@Scopes('customers:read')
export class LogController {
  constructor(private readonly insights: Insights) {}

  @Get()
  async read(
    @Query() raw: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    onlyParameters(raw, ['from', 'limit', 'type', 'subject']);
    const query = readLogQuery(raw);
    const { store } = this.insights;
    if ((request.headers.accept ?? '').includes('application/x-ndjson')) {
      const most = raw.limit === undefined ? Number.POSITIVE_INFINITY : readLimit(raw.limit, 999_999, 1);
      reply.header('Content-Type', 'application/x-ndjson').send(Readable.from(lines(store, query, most)));
      return;
    }
    const limit = readLimit(raw.limit, 5_000, 100);
    const page = await store.readAll({ after: query.from - 1, limit, ...query });
    const last = page.at(-1);
    // A page of large events may be shorter than asked for.
    const [following] = last ? await store.readAll({ after: last.position, limit: 1, ...query }) : [];
    const next = following ? String(following.position) : null;
    reply
      .header('Content-Type', 'application/json; charset=utf-8')
      .send(`{"events":[${page.map(text).join(',')}],"next":${JSON.stringify(next)}}`);
  }
}

/** Up to where the log stood when the export began; what comes later is another export's. */
async function* lines(store: EventStore, { from, ...filter }: LogQuery, most: number): AsyncIterable<string> {
  const head = await store.head();
  let after = from - 1;
  let left = most;
  while (left > 0 && after < head) {
    const limit = Math.min(CHUNK, left);
    const found = (await store.readAll({ after, limit, ...filter })).filter(
      ({ position }) => position <= head,
    );
    if (found.length === 0) return;
    yield `${found.map(text).join('\n')}\n`;
    after = found[found.length - 1].position;
    left -= found.length;
  }
}

function text(event: RecordedEvent): string {
  return stringifyJson(toCloudEvent(event, { withPersonal: true }));
}

function readLogQuery(raw: Readonly<Record<string, unknown>>): LogQuery {
  const from = raw.from === undefined ? 1 : readPosition(raw.from);
  if (from === null) throw badRequest('from', 'must be a position, a decimal string such as "1024"');
  const types = raw.type === undefined ? undefined : String(raw.type).split(',');
  for (const type of types ?? []) {
    if (!findEventType(type))
      throw badRequest('type', `"${type}" is not an event type such as lifeledger.purchase.completed.v1`);
  }
  if (raw.subject === '') throw badRequest('subject', 'must not be empty');
  return { from: Math.max(1, from), types, subject: raw.subject as string | undefined };
}
