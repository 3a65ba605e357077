import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Configuration } from '../configuration/index.js';
import { CONFIGURATION } from '../configuration/token.js';
import { EVENT_STORE, type EventStore } from '../event-store/index.js';
import type { LedgerEvent } from '../events/index.js';
import { IdentityConflicts } from './identity-conflicts.js';
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
    if (quarantine === 'certainly') await this.quarantine.mustKeep(refused, key.id);
    else if (quarantine) await this.quarantine.keep(refused, key.id);
    await this.conflicts.note(
      appended.flatMap((result, index) =>
        result.status === 'duplicate' && result.conflict
          ? [{ source: events[index].source, id: events[index].id, position: result.position }]
          : [],
      ),
    );
    this.metrics.count(outcome);
    return outcome;
  }
}
