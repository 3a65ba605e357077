import { startOfDate } from '../calendar/index.js';
import { type Connection, rows } from '../database/index.js';
import { formatTime } from '../events/index.js';
import type { Tables } from '../projections/index.js';
import type { Outbox } from './outbox.js';
import type { FactSettings } from './settings.js';
import { note, type Touched } from './touched.js';

/**
 * A late exchange rate reaches everybody who has money in that currency from its day on. Each partition is told, and
 * looks for its own subjects.
 */
export async function foldRates(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  { reportingTimeZone }: FactSettings,
  outbox: Outbox,
): Promise<void> {
  const { share } = outbox;
  const rates = new Map(touched.announcedRates);
  for (const [currency, { date, position }] of touched.rates) {
    const rate = JSON.stringify([currency, date]);
    note(rates, rate, position);
    outbox.tellOthers('announcedRates', rate, position);
  }
  for (const [rate, position] of rates) {
    const [currency, date] = JSON.parse(rate) as [string, string];
    const from = formatTime(startOfDate(date, reportingTimeZone));
    const subjects = await subjectsWith(connection, tables, currency, from);
    for (const [subject] of subjects) {
      if (share.all || share.has(share.homeOf(subject))) touched.mark(subject, position);
    }
  }
}

function subjectsWith(
  connection: Connection,
  tables: Tables,
  currency: string,
  from: string,
): Promise<[subject: string][]> {
  return rows(
    connection,
    `select subject from ${tables('purchases')}
       where currency = $1 and not voided and (time >= $2::timestamptz or refunds is not null)
     union
     select subject from ${tables('cases')} where foreign_money and not voided
     union
     select run_subject from ${tables('subscription_events')} where run_currency = $1 and time >= $2::timestamptz`,
    [currency, from],
  );
}
