import { randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Configuration } from '../configuration/index.js';
import { CONFIGURATION } from '../configuration/token.js';
import { EVENT_STORE, type EventStore } from '../event-store/index.js';
import { formatTime, type LedgerEvent, sameContent } from '../events/index.js';
import { Problem, unavailable } from '../http/index.js';
import { type Acted, ActOnComplaint, type ActOnComplaintOptions } from './act-on-complaint.js';
import { type Complaint, foldComplaint } from './complaint.js';
import { ComplaintStreams } from './complaint-streams.js';
import { draftEvent } from './draft-event.js';
import { isMatch } from './if-match.js';
import { doesNotFit, keyReused, unknownComplaint } from './refusals.js';
import { decide } from './state-machine.js';

/** Times that a command is decided anew because somebody else has written to the stream. */
const MOST_ATTEMPTS = 10;

@CommandHandler(ActOnComplaint)
export class ActOnComplaintHandler implements ICommandHandler<ActOnComplaint> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'reportingCurrency'>,
    private readonly streams: ComplaintStreams,
  ) {}

  /**
   * @throws Problem 404, 409, 422, 503 for what cannot be done; StoreBusy, or an error of the database: then it may be
   *   sent again
   */
  async execute({ options }: ActOnComplaint): Promise<Acted> {
    const { idempotencyKey } = options;
    const now = Date.now() * 1000;
    const draft = draftEvent(options, {
      eventId: idempotencyKey === null ? randomUUID() : `complaint-command:${idempotencyKey}`,
      now,
      reportingCurrency: this.configuration.reportingCurrency,
    });
    const repeated = async () => (idempotencyKey === null ? null : this.repeated(options, draft));
    const before = await repeated();
    if (before) return before;

    const complaintId = options.complaintId === undefined ? randomUUID() : String(draft.data.complaintId);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const acted = await this.attempt(options, draft, complaintId, now).catch(async (refusal: unknown) => {
        // What refuses it may be the same command, sent at the same moment and written since.
        const since = refusal instanceof Problem ? await repeated() : null;
        if (!since) throw refusal;
        return since;
      });
      if (acted) return acted;
    }
    throw unavailable('other writers to this complaint were quicker each time: send it again');
  }

  /** @returns null when somebody else has written to the stream meanwhile */
  private async attempt(
    options: ActOnComplaintOptions,
    draft: LedgerEvent,
    complaintId: string,
    now: number,
  ): Promise<Acted | null> {
    const { action, source, ifMatch } = options;
    const { events, revision } = await this.streams.read(complaintId);
    const complaint = foldComplaint(events, source);
    if (complaint === null && action !== 'open') throw unknownComplaint();
    const refuse = (detail: string) => doesNotFit(detail, complaintId, complaint, revision);
    if (ifMatch && !isMatch(ifMatch, revision)) {
      throw refuse('the complaint has changed since: it is not at the revision that If-Match names');
    }
    const decision = decide(complaint?.state ?? null, action);
    if ('refusal' in decision) throw refuse(decision.refusal);

    const event = settle(options, draft, complaintId, complaint, now);
    const [result] = await this.store.append([{ event, expectedRevision: revision ?? 'no-stream' }]);
    if (result.status === 'revision-conflict') return null;
    // The same command, sent twice at the same moment: the other one was written.
    if (result.status === 'duplicate') return this.repeated(options, draft);
    return this.standing(complaintId, source, result.position);
  }

  /** What this command was answered when it was sent before; null when it was not. */
  private async repeated(options: ActOnComplaintOptions, draft: LedgerEvent): Promise<Acted | null> {
    const stored = await this.store.find(draft.source, draft.id);
    if (!stored) return null;
    const { complaintId } = stored.data;
    const again: LedgerEvent = {
      ...draft,
      subject: options.action === 'open' ? draft.subject : stored.subject,
      time: given(options.fields.time) ? draft.time : stored.time,
      data: given(options.complaintId) ? draft.data : { ...draft.data, complaintId },
    };
    if (!sameContent(stored, again)) throw keyReused();
    return this.standing(String(complaintId), stored.source, stored.position);
  }

  /** How a complaint stood when the event at a position had been written. */
  private async standing(complaintId: string, source: string, position: number): Promise<Acted> {
    const { events, revision } = await this.streams.read(complaintId, position);
    const complaint = foldComplaint(events, source);
    // Only when the opening was voided in the same instant.
    if (complaint === null || revision === null) throw unknownComplaint();
    return { complaintId, state: complaint.state, revision, position };
  }
}

/**
 * The event as it is written. A step comes after everything the complaint is known by, so that the order by time,
 * which is what counts, is the order in which it was decided.
 * @param now microseconds since the epoch
 * @throws Problem 422 for a given time that is not later
 */
function settle(
  { fields }: ActOnComplaintOptions,
  draft: LedgerEvent,
  complaintId: string,
  complaint: Complaint | null,
  now: number,
): LedgerEvent {
  const data = { ...draft.data, complaintId };
  if (complaint === null) return { ...draft, data };
  const { latest, opening } = complaint;
  if (given(fields.time) && draft.time <= latest) {
    const message = `must be after ${formatTime(latest)}, the latest that is known of this complaint`;
    throw new Problem(422, `time: ${message}`, { errors: [{ path: 'time', message }] });
  }
  const time = given(fields.time) ? draft.time : Math.max(now, latest + 1);
  return { ...draft, subject: opening.subject, time, data };
}

/** Null counts as left out, as in events. */
function given(field: unknown): boolean {
  return field !== undefined && field !== null;
}
