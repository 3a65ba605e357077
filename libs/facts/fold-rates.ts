import { startOfDate } from '../calendar/index.js';
import { type Connection, rows } from '../database/index.js';
import { formatTime } from '../events/index.js';
import type { Tables } from '../projections/index.js';
import type { FactSettings } from './settings.js';
import type { Touched } from './touched.js';

/** A late exchange rate reaches everybody who has money in that currency from its day on. */
export async function foldRates(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  { reportingTimeZone }: FactSettings,
): Promise<void> {
  for (const [currency, { date, position }] of touched.rates) {
    const from = formatTime(startOfDate(date, reportingTimeZone));
    const subjects = await rows<[string]>(
      connection,
      `select subject from ${tables('purchases')}
         where currency = $1 and not voided and (time >= $2::timestamptz or refunds is not null)
       union
       select subject from ${tables('cases')} where foreign_money and not voided
       union
       select run_subject from ${tables('subscription_events')} where run_currency = $1 and time >= $2::timestamptz`,
      [currency, from],
    );
    for (const [subject] of subjects) touched.mark(subject, position);
  }
}
