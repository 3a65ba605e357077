import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Configuration } from '../configuration/index.js';
import { CONFIGURATION } from '../configuration/token.js';
import { type AppendResult, EVENT_STORE, type EventStore } from '../event-store/index.js';
import type { LedgerEvent } from '../events/index.js';
import { type IdentityConflict, IdentityConflicts } from './identity-conflicts.js';
import { IntakeMetrics } from './intake-metrics.js';
import { judge, Rejection } from './judge.js';
import { type Outcome, summarise } from './outcome.js';
import { PublishEvents } from './publish-events.js';
import { Quarantine } from './quarantine/quarantine.js';
import { rejectVoidsOfVoids } from './voids-of-voids.js';

@CommandHandler(PublishEvents)
export class PublishEventsHandler implements ICommandHandler<PublishEvents> {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'reportingCurrency'>,
    private readonly quarantine: Quarantine,
    private readonly conflicts: IdentityConflicts,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** @throws StoreBusy, or an error of the database: then it may be executed again */
  async execute({ inputs, key, quarantine }: PublishEvents): Promise<Outcome> {
    const context = { key, now: Date.now() * 1000, reportingCurrency: this.configuration.reportingCurrency };
    const verdicts = inputs.map((input) => judge(input, context));
    await rejectVoidsOfVoids(verdicts, this.store);

    const events: LedgerEvent[] = [];
    const refused: { input: (typeof inputs)[number]; rejection: Rejection }[] = [];
    verdicts.forEach((verdict, index) => {
      if (!(verdict instanceof Rejection)) events.push(verdict);
      // What a key may not publish is not kept: it could fill the quarantine in another's name.
      else if (!verdict.forbidden || quarantine === 'certainly')
        refused.push({ input: inputs[index], rejection: verdict });
    });
    const appended = await this.store.append(events.map((event) => ({ event })));

    const outcome = summarise(verdicts, appended);
    // Most events are new, and in order: then there is nothing to wait for.
    if (refused.length > 0 && quarantine === 'certainly') await this.quarantine.mustKeep(refused, key.id);
    else if (refused.length > 0 && quarantine) await this.quarantine.keep(refused, key.id);
    if (outcome.duplicates > 0) await this.conflicts.note(conflictsOf(events, appended));
    this.metrics.count(outcome);
    return outcome;
  }
}

function conflictsOf(events: readonly LedgerEvent[], appended: readonly AppendResult[]): IdentityConflict[] {
  return appended.flatMap((result, index) =>
    result.status === 'duplicate' && result.conflict
      ? [{ source: events[index].source, id: events[index].id, position: result.position }]
      : [],
  );
}
