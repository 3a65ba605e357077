import type { DataSource } from 'typeorm';
import { type Configuration, ConfigurationError } from '../configuration/index.js';
import type { EventStore } from '../event-store/index.js';

/**
 * The reporting currency and time zone hold from the first event on: amounts published without a currency were
 * stored in it.
 * @throws ConfigurationError when they are others now and the log has events
 */
export async function checkFixedSettings(
  dataSource: DataSource,
  store: Pick<EventStore, 'head'>,
  configuration: Configuration,
): Promise<void> {
  const { reportingCurrency, reportingTimeZone } = configuration;
  const [row] = await dataSource.query(
    'select reporting_currency as currency, reporting_time_zone as zone from ledger.identity',
  );
  if ((await store.head()) > 0) {
    refuseOther('REPORTING_CURRENCY', row.currency, reportingCurrency);
    refuseOther('REPORTING_TIME_ZONE', row.zone, reportingTimeZone);
  }
  await dataSource.query('update ledger.identity set reporting_currency = $1, reporting_time_zone = $2', [
    reportingCurrency,
    reportingTimeZone,
  ]);
}

function refuseOther(variable: string, fixed: string | null, given: string): void {
  if (fixed === null || fixed === given) return;
  throw new ConfigurationError(
    `${variable} is "${given}", but this log was begun with "${fixed}": start with ${variable}=${fixed}, or rebuild ` +
      'under the new value by `lifeledger export --out log.ndjson`, then `lifeledger import log.ndjson` with another ' +
      'LIFELEDGER_DATA_DIR or DATABASE_URL',
  );
}
