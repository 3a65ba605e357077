import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { CurrentKey, type Key, Scopes } from '../access/index.js';
import {
  announcedLength,
  badRequest,
  checkAnnouncedLength,
  Draining,
  mediaType,
  Problem,
  readBody,
} from '../http/index.js';
import { BodyBudget, type BodyShare } from './body-budget.js';
import { type EventInput, LONGEST_LINE } from './event-input.js';
import { IntakeMetrics } from './intake-metrics.js';
import { answerOf, type Outcome } from './outcome.js';
import { PublishEvents } from './publish-events.js';
import { publishLines } from './publish-lines.js';
import { type BodyForm, bodyForm, readEvents } from './read-events.js';
import { readLines } from './read-lines.js';
import { storeProblem } from './store-problem.js';

const MOST_BODY_BYTES = 16 * 1024 * 1024;
/** What a stream of lines holds at most, about: two batches, and a line. */
const STREAM_BYTES = 4 * 1024 * 1024;

/** `POST /v1/events`: the way into the log. */
@Controller('v1/events')
export class PublishController {
  constructor(
    private readonly commands: CommandBus,
    private readonly budget: BodyBudget,
    private readonly draining: Draining,
    private readonly metrics: IntakeMetrics,
  ) {}

  @Post()
  @HttpCode(200)
  @Scopes('events:write')
  async publish(@Req() request: FastifyRequest, @CurrentKey() key: Key) {
    const quarantine = quarantineWanted(request.query as Record<string, unknown>);
    const form = bodyForm(mediaType(request), request);
    const share = this.budget.share();
    try {
      const publish = (inputs: readonly EventInput[]) =>
        this.commands.execute(new PublishEvents(inputs, key, quarantine));
      if (form === 'lines') return answerOf(await this.publishLines(request, share, publish));
      const input = await this.readEvents(form, request, share);
      if (Array.isArray(input)) return answerOf(await this.orProblem(publish(input)));
      return answerForOne(await this.orProblem(publish([input])));
    } finally {
      share.release();
    }
  }

  private async readEvents(form: Exclude<BodyForm, 'lines'>, request: FastifyRequest, share: BodyShare) {
    checkAnnouncedLength(request, MOST_BODY_BYTES);
    const length = announcedLength(request);
    if (length !== undefined) share.take(length);
    const body = await readBody(request, MOST_BODY_BYTES, length === undefined ? share.take : undefined);
    return readEvents(form, body, request);
  }

  private async publishLines(
    request: FastifyRequest,
    share: BodyShare,
    publish: (inputs: readonly EventInput[]) => Promise<Outcome>,
  ): Promise<Outcome> {
    share.take(STREAM_BYTES);
    const { signal } = this.draining;
    try {
      return await publishLines(readLines(request.raw, LONGEST_LINE, signal), { publish, signal });
    } catch (error) {
      if (request.raw.errored) throw new Problem(400, 'the connection closed before the body was complete');
      throw error;
    }
  }

  private async orProblem(work: Promise<Outcome>): Promise<Outcome> {
    try {
      return await work;
    } catch (error) {
      const problem = storeProblem(error);
      if (problem) this.metrics.refused('store');
      throw problem ?? error;
    }
  }
}

/** One event has no list to be rejected in: that is an error, of its content (422) or of its key (403). */
function answerForOne(outcome: Outcome) {
  const [result] = outcome.results;
  if (result?.status !== 'rejected') return answerOf(outcome);
  const { id, errors } = result;
  if (outcome.forbidden > 0)
    throw new Problem(403, 'this key may not publish this event', { errors, members: { id } });
  throw new Problem(422, 'the event is not valid', { errors, members: { id } });
}

function quarantineWanted(query: Record<string, unknown>): boolean {
  for (const name of Object.keys(query)) {
    if (name !== 'quarantine') throw badRequest(name, 'is unknown here; there is: quarantine');
  }
  const { quarantine = 'true' } = query;
  if (quarantine === 'true' || quarantine === 'false') return quarantine === 'true';
  throw badRequest('quarantine', 'must be true or false');
}
