import { isUtf8 } from 'node:buffer';
import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { CurrentKey, type Key, Scopes } from '../../access/index.js';
import { badRequest, Problem } from '../../http/index.js';
import { readInput } from '../event-input.js';
import { answerOf } from '../outcome.js';
import { PublishEvents } from '../publish-events.js';
import { storeProblem } from '../store-problem.js';
import type { QuarantinedEvent } from './quarantine.entity.js';
import { Quarantine } from './quarantine.js';

const ID = /^[1-9]\d{0,17}$/;
const MOST = 500;

/** `/v1/quarantine`: what was rejected, to be looked at, tried again, or let go. */
@Controller('v1/quarantine')
@Scopes('admin')
export class QuarantineController {
  constructor(
    private readonly quarantine: Quarantine,
    private readonly commands: CommandBus,
  ) {}

  /** The newest first. `next` is the cursor of the next page, null on the last; `total` counts all. */
  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const { limit, cursor } = pageOf(query);
    const [found, total] = await Promise.all([
      this.quarantine.page(limit + 1, cursor),
      this.quarantine.count(),
    ]);
    const items = found.slice(0, limit);
    return { items: items.map(shown), next: found.length > limit ? items[limit - 1].id : null, total };
  }

  /** Publishes it again, as whoever asks: after a change of the catalogue, or of what the server is set to. */
  @Post(':id/retry')
  @HttpCode(200)
  async retry(@Param('id') id: string, @CurrentKey() key: Key) {
    const found = ID.test(id) ? await this.quarantine.find(id) : null;
    if (!found) throw unknown();
    if (found.content.length < Number(found.contentLength)) {
      throw new Problem(
        422,
        'it was too long to be kept whole: it can only be published again by its source',
      );
    }
    if (!isUtf8(found.content)) throw new Problem(422, 'it is not valid UTF-8');
    const command = new PublishEvents([readInput(found.content.toString('utf8'))], key, false);
    const outcome = await this.commands.execute(command).catch((error) => {
      throw storeProblem(error) ?? error;
    });
    const [result] = outcome.results;
    if (result?.status === 'rejected') {
      const { errors } = result;
      if (outcome.forbidden > 0) throw new Problem(403, 'this key may not publish this event', { errors });
      throw new Problem(422, 'the event is still not valid', { errors });
    }
    await this.quarantine.remove(id);
    return answerOf(outcome);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string): Promise<void> {
    if (!ID.test(id) || !(await this.quarantine.remove(id))) throw unknown();
  }
}

function unknown(): Problem {
  return new Problem(404, 'there is nothing of this id in quarantine');
}

function pageOf(query: Record<string, unknown>): { limit: number; cursor: string | undefined } {
  for (const name of Object.keys(query)) {
    if (name !== 'limit' && name !== 'cursor')
      throw badRequest(name, 'is unknown here; there are: limit, cursor');
  }
  const { limit = '100', cursor } = query;
  if (typeof limit !== 'string' || !/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > MOST) {
    throw badRequest('limit', `must be a whole number from 1 to ${MOST}`);
  }
  if (cursor !== undefined && (typeof cursor !== 'string' || !ID.test(cursor))) {
    throw badRequest('cursor', 'must be what `next` of the page before said');
  }
  return { limit: Number(limit), cursor };
}

function shown({ id, source, eventId, type, subject, content, contentLength, ...rest }: QuarantinedEvent) {
  const { errors, times, receivedAt, lastSeen, keyId } = rest;
  return {
    id,
    source,
    eventId,
    type,
    subject,
    errors,
    times,
    receivedAt,
    lastSeen,
    keyId,
    content: content.toString('utf8'),
    contentLength: Number(contentLength),
  };
}
