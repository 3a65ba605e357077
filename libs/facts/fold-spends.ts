import { type Connection, rows } from '../database/index.js';
import type { Tables } from '../projections/index.js';
import { ownSpendId } from './company.js';
import type { ContradictionKind, Contradictions } from './contradictions.js';
import { Conversion, loadRates } from './conversion.js';
import { earliestOfEach } from './order.js';
import { COMPANY_PARTITION, type Outbox } from './outbox.js';
import type { FactSettings } from './settings.js';
import type { Touched } from './touched.js';

/**
 * Says which of the spends that a batch touched repeat another, and which have no rate. What they come to is worked out
 * when a question is asked (load-company.ts).
 */
export async function foldSpends(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  settings: FactSettings,
  contradictions: Contradictions,
  outbox: Outbox,
): Promise<void> {
  // Spends and rates, of no customer, are all folded by one partition.
  if (!outbox.share.has(COMPANY_PARTITION)) return;
  if (touched.spends.size === 0 && touched.spendPositions.size === 0 && touched.rates.size === 0) return;
  const found = await rows<[number, string, string, number, string | null, string, string, boolean]>(
    connection,
    `select position, source, id, time, spend_id, currency, from_date::text, voided from ${tables('spends')}
     where position = any($2::bigint[]) or currency = any($3::text[]) or spend_id = any(array(
       select unnest($1::text[]) union select spend_id from ${tables('spends')} where currency = any($3::text[])))`,
    [[...touched.spends.keys()], [...touched.spendPositions], [...touched.rates.keys()]],
  );
  if (found.length === 0) return;
  const all = found.map(([position, source, id, time, spendId, currency, from, voided]) => ({
    position,
    source,
    id,
    time,
    spendId,
    currency,
    from,
    voided,
  }));
  for (const { position, voided } of all) if (voided) contradictions.examine(position);
  const spends = all.filter(({ voided }) => !voided);
  const { reportingCurrency } = settings;
  const foreign = spends.some(({ currency }) => currency !== reportingCurrency);
  const rates = foreign ? await loadRates(connection, tables, reportingCurrency) : new Map();
  const money = new Conversion(rates, settings);
  const first = earliestOfEach(spends, ownSpendId);
  for (const spend of spends) {
    const kinds: ContradictionKind[] = [];
    if (first.get(ownSpendId(spend)) !== spend) kinds.push('repeated-spend');
    else if (money.onDay(0n, spend.currency, spend.from) === null) kinds.push('spend-without-rate');
    contradictions.examine(spend.position, ...kinds);
  }
}
