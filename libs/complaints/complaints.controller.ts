import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentKey, type Key, Scopes } from '../access/index.js';
import { formatTime, isId, isSource } from '../events/index.js';
import { badRequest } from '../http/index.js';
import { storeProblem } from '../intake/index.js';
import { ActOnComplaint } from './act-on-complaint.js';
import { actingSource, CASE_DESK } from './acting-source.js';
import { type Complaint, foldComplaint, whatHappened } from './complaint.js';
import { ComplaintStreams } from './complaint-streams.js';
import { etagOf, readIfMatch } from './if-match.js';
import { readFields, readIdempotencyKey } from './read-command.js';
import { unknownComplaint } from './refusals.js';
import type { Action } from './state-machine.js';

/** What answers say of every complaint. */
interface Standing {
  complaintId: string;
  state: Complaint['state'];
  revision: number;
  position: number;
}

/** `/v1/complaints`: the case desk of teams that have no system of their own. */
@Controller('v1/complaints')
export class ComplaintsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly streams: ComplaintStreams,
  ) {}

  @Post()
  @Scopes('events:write')
  async open(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentKey() key: Key,
  ) {
    const answer = await this.act('open', undefined, request, reply, key);
    reply.header('Location', `/v1/complaints/${encodeURIComponent(answer.complaintId)}`);
    return answer;
  }

  @Post(':id/answer')
  @HttpCode(200)
  @Scopes('events:write')
  answer(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentKey() key: Key,
  ) {
    return this.act('answer', id, request, reply, key);
  }

  @Post(':id/resolve')
  @HttpCode(200)
  @Scopes('events:write')
  resolve(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentKey() key: Key,
  ) {
    return this.act('resolve', id, request, reply, key);
  }

  @Post(':id/reopen')
  @HttpCode(200)
  @Scopes('events:write')
  reopen(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentKey() key: Key,
  ) {
    return this.act('reopen', id, request, reply, key);
  }

  /** The complaint that `source` means by the id; by default the case desk. */
  @Get(':id')
  @Scopes('customers:read')
  async read(
    @Param('id') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    refuseParameters(query, ['source']);
    const { source = CASE_DESK } = query;
    if (!isSource(source)) throw badRequest('source', 'must be a URI reference such as "/desk"');
    if (!isId(id)) throw unknownComplaint();
    const { events, revision, position } = await this.streams.read(id);
    const complaint = foldComplaint(events, source);
    if (complaint === null || revision === null) throw unknownComplaint();
    const standing = { complaintId: id, state: complaint.state, revision, position };
    return { ...shown(standing, reply), ...story(complaint) };
  }

  private async act(
    action: Action,
    id: string | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    key: Key,
  ) {
    refuseParameters(request.query as Record<string, unknown>, []);
    if (id !== undefined && !isId(id)) throw unknownComplaint();
    const idempotencyKey = readIdempotencyKey(request);
    const ifMatch = readIfMatch(request.headers['if-match']);
    const { source: named, complaintId, ...fields } = await readFields(request, action);
    const command = new ActOnComplaint({
      action,
      complaintId: id ?? complaintId ?? undefined,
      source: actingSource(key, named),
      fields,
      idempotencyKey,
      ifMatch,
    });
    const acted = await this.commands.execute(command).catch((error) => {
      throw storeProblem(error) ?? error;
    });
    return shown(acted, reply);
  }
}

/** What every answer says. Who may only write is not told about the customer. */
function shown({ complaintId, state, revision, position }: Standing, reply: FastifyReply) {
  reply.header('ETag', etagOf(revision));
  return { complaintId, state, revision, position: String(position) };
}

/** What is known of a complaint; personal fields are in the log only. */
function story({ opening, steps }: Complaint) {
  const { complaintId: _, ...fields } = opening.data;
  return {
    customer: opening.subject,
    source: opening.source,
    ...fields,
    openedAt: formatTime(opening.time),
    steps: steps.map((event) => {
      const { complaintId: _, ...data } = event.data;
      return { step: whatHappened(event), time: formatTime(event.time), source: event.source, ...data };
    }),
  };
}

function refuseParameters(query: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const name of Object.keys(query)) {
    if (known.includes(name)) continue;
    throw badRequest(
      name,
      `is unknown here; ${known.length > 0 ? `there is: ${known.join(', ')}` : 'there are none'}`,
    );
  }
}
