import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../configuration/index.js';
import { EVENT_STORE, type EventStore } from '../event-store/index.js';
import { parseAmount } from '../money/index.js';
import type { InsightSettings } from './settings.js';
import { PositionWaits } from './wait-for-position.js';

/** What the reading side works with. */
@Injectable()
export class Insights implements OnModuleDestroy {
  readonly settings: InsightSettings;
  readonly waits: PositionWaits;

  constructor(
    readonly dataSource: DataSource,
    @Inject(EVENT_STORE) readonly store: EventStore,
    @Inject(CONFIGURATION) configuration: Configuration,
  ) {
    this.settings = insightSettings(configuration, store);
    this.waits = new PositionWaits(dataSource);
  }

  onModuleDestroy(): Promise<void> {
    return this.waits.stop();
  }
}

/** The configuration in the form the figures need it. */
export function insightSettings(configuration: Configuration, store: EventStore): InsightSettings {
  const { reportingCurrency, reportingTimeZone, defaultCostRate, unitCosts, partitions } = configuration;
  return {
    reportingCurrency,
    reportingTimeZone,
    defaultCostRate,
    partitions,
    unitCosts: new Map(Object.entries(unitCosts).map(([channel, cost]) => [channel, parseAmount(cost)])),
    find: (source, id) => store.find(source, id),
  };
}
