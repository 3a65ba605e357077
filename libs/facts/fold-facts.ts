import { type Connection, copyIn } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import type { Marks, Tables } from '../projections/index.js';
import { FACT_COLUMNS, type FactTable, factLine, factTable } from './fact-rows.js';
import { foldCases } from './fold-cases.js';
import { foldMentions } from './fold-mentions.js';
import { foldMerges } from './fold-merges.js';
import { foldOrders } from './fold-orders.js';
import { foldRates } from './fold-rates.js';
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

  await voidFacts(connection, tables, events, settings, touched);
  await foldOrders(connection, tables, events, touched, settings);
  await foldCases(connection, tables, touched, settings);
  await foldSurveys(connection, tables, touched);
  await foldMentions(connection, tables, touched);
  await foldSubscriptions(connection, tables, touched);
  await foldMerges(connection, tables, touched);
  await foldRates(connection, tables, touched, settings);
  return touched.marks;
}
