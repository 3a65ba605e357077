import { Command } from '@nestjs/cqrs';
import type { IfMatch } from './if-match.js';
import type { Action, ComplaintState } from './state-machine.js';

/** How a complaint stands after a command. */
export interface Acted {
  complaintId: string;
  state: ComplaintState;
  /** Of the complaint's stream. */
  revision: number;
  /** Place in the log of the event that was written. */
  position: number;
}

export interface ActOnComplaintOptions {
  action: Action;
  /** Undefined: one is made for the complaint that is opened. Else as it was sent, not yet known to be an id. */
  complaintId: unknown;
  /** In whose name; the caller has seen to it that it may be. */
  source: string;
  /** Fields of the body, by their names in the catalogue, and `customer` and `time`. Not yet known to be right. */
  fields: Readonly<Record<string, unknown>>;
  /** What the client calls this command, so that it counts once however often it is sent; null when it has no name. */
  idempotencyKey: string | null;
  ifMatch: IfMatch | null;
}

/** Open, answer, resolve or reopen a complaint. Resolved when the event is durable. */
export class ActOnComplaint extends Command<Acted> {
  constructor(readonly options: ActOnComplaintOptions) {
    super();
  }
}
