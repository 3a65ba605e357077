import { Command } from '@nestjs/cqrs';
import type { Key } from '../access/index.js';
import type { EventInput } from './event-input.js';
import type { Outcome } from './outcome.js';

/** Publish these events: append those that are in order, set aside the others. Resolved when they are durable. */
export class PublishEvents extends Command<Outcome> {
  constructor(
    readonly inputs: readonly EventInput[],
    /** Whom they come from; the caller has seen to it that the key may publish at all. */
    readonly key: Key,
    /**
     * Whether what is rejected goes to quarantine. `certainly`, for a publisher who hears no answer: also what is in
     * order and not for this key, and the command fails where it cannot be kept.
     */
    readonly quarantine: boolean | 'certainly',
  ) {
    super();
  }
}
