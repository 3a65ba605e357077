import { type Connection, copyIn } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import type { Marks, Tables } from '../projections/index.js';
import { Contradictions } from './contradictions.js';
import { FACT_COLUMNS, type FactTable, factLine, factTable } from './fact-rows.js';
import { foldCases } from './fold-cases.js';
import { foldMentions } from './fold-mentions.js';
import { foldMerges } from './fold-merges.js';
import { foldOrders } from './fold-orders.js';
import { foldRates } from './fold-rates.js';
import { foldSpends } from './fold-spends.js';
import { foldSubscriptions } from './fold-subscriptions.js';
import { foldSurveys } from './fold-surveys.js';
import type { FactSettings } from './settings.js';
import { Touched } from './touched.js';
import { voidFacts } from './void-facts.js';

/** A batch's rows for COPY and what it touches. Used once. */
export interface PreparedFacts {
  lines: Map<FactTable, string[]>;
  touched: Touched;
}

export function prepareFacts(events: readonly RecordedEvent[], reportingCurrency: string): PreparedFacts {
  const lines = new Map<FactTable, string[]>();
  const touched = new Touched(reportingCurrency);
  for (const event of events) {
    const table = factTable(event.type);
    if (!table) continue;
    const ofTable = lines.get(table) ?? [];
    if (ofTable.length === 0) lines.set(table, ofTable);
    ofTable.push(factLine(event, table));
    touched.add(event, table);
  }
  return { lines, touched };
}

/**
 * First level: writes the facts of a batch and settles what they say of each other: own ids, references, refunds,
 * merges, voids. Whatever the order of arrival, the same events leave the same rows.
 * @returns the raw subjects whose history may have changed
 */
export async function foldFacts(
  connection: Connection,
  tables: Tables,
  events: readonly RecordedEvent[],
  settings: FactSettings,
  { lines, touched }: PreparedFacts = prepareFacts(events, settings.reportingCurrency),
): Promise<Marks> {
  for (const [table, ofTable] of lines) await copyIn(connection, tables(table), FACT_COLUMNS[table], ofTable);

  const contradictions = new Contradictions();
  await voidFacts(connection, tables, events, settings, touched, contradictions);
  const orders = await foldOrders(connection, tables, events, touched, settings, contradictions);
  await foldCases(connection, tables, touched, settings, contradictions);
  await foldSurveys(connection, tables, touched, orders, contradictions);
  await foldMentions(connection, tables, touched, contradictions);
  await foldSubscriptions(connection, tables, touched, contradictions);
  await foldSpends(connection, tables, touched, settings, contradictions);
  await foldMerges(connection, tables, touched, contradictions);
  await foldRates(connection, tables, touched, settings);
  await contradictions.write(connection, tables);
  return touched.marks;
}
