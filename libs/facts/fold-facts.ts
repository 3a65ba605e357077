import { setImmediate } from 'node:timers/promises';
import { type Connection, copyIn } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import { type Due, type Message, partitionOfEvent, type Share, type Tables } from '../projections/index.js';
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
import { Outbox } from './outbox.js';
import type { FactSettings } from './settings.js';
import { Touched } from './touched.js';
import { foldVoids, followVoids } from './void-facts.js';

/** A batch's rows for COPY and what it touches. Used once. */
export interface PreparedFacts {
  lines: Map<FactTable, string[]>;
  touched: Touched;
}

/** Events whose rows are made before others in this process, and the answers of PostgreSQL, get their turn. */
const BREATH = 500;

export async function prepareFacts(
  events: readonly RecordedEvent[],
  { reportingCurrency, partitions }: Pick<FactSettings, 'reportingCurrency' | 'partitions'>,
): Promise<PreparedFacts> {
  const lines = new Map<FactTable, string[]>();
  const touched = new Touched(reportingCurrency);
  let made = 0;
  for (const event of events) {
    if (++made % BREATH === 0) await setImmediate();
    const table = factTable(event.type);
    if (!table) continue;
    const ofTable = lines.get(table) ?? [];
    if (ofTable.length === 0) lines.set(table, ofTable);
    ofTable.push(factLine(event, table, partitionOfEvent(event, partitions)));
    touched.add(event, table);
  }
  return { lines, touched };
}

/**
 * First level: writes the facts of a batch and settles what they say of each other: own ids, references, refunds,
 * merges, voids. Whatever the order of arrival, the same events leave the same rows.
 * @param events of the partitions of the share
 * @returns the raw subjects whose history may have changed, and what is to be settled by others
 */
export async function foldFacts(
  connection: Connection,
  tables: Tables,
  events: readonly RecordedEvent[],
  settings: FactSettings,
  share: Share,
  prepared?: PreparedFacts,
): Promise<Due> {
  const { lines, touched } = prepared ?? (await prepareFacts(events, settings));
  for (const [table, ofTable] of lines) await copyIn(connection, tables(table), FACT_COLUMNS[table], ofTable);
  const outbox = new Outbox(share);
  await foldVoids(connection, tables, events, settings, touched, outbox);
  if (!share.all) touched.addForOthers(events);
  const batch = share.all ? { first: events[0].position, last: events[events.length - 1].position } : null;
  return settleGroups(connection, tables, batch, settings, touched, outbox);
}

/** Settles groups that other partitions ask for, whose rows are committed. */
export async function followFacts(
  connection: Connection,
  tables: Tables,
  messages: readonly Message[],
  settings: FactSettings,
  share: Share,
): Promise<Due> {
  const touched = new Touched(settings.reportingCurrency);
  for (const message of messages) touched.addMessage(message);
  const outbox = new Outbox(share);
  await followVoids(connection, tables, settings, touched, outbox);
  return settleGroups(connection, tables, null, settings, touched, outbox);
}

/** @param batch positions whose purchases are looked at; null where `touched` names their orders */
async function settleGroups(
  connection: Connection,
  tables: Tables,
  batch: { first: number; last: number } | null,
  settings: FactSettings,
  touched: Touched,
  outbox: Outbox,
): Promise<Due> {
  const { share } = outbox;
  const contradictions = new Contradictions();
  const orders = await foldOrders(connection, tables, batch, touched, settings, contradictions, outbox);
  await foldCases(connection, tables, touched, settings, contradictions, outbox);
  await foldSurveys(connection, tables, touched, orders, contradictions, outbox);
  await foldMentions(connection, tables, touched, contradictions, outbox);
  await foldSubscriptions(connection, tables, touched, contradictions, outbox);
  await foldSpends(connection, tables, touched, settings, contradictions, outbox);
  await foldMerges(connection, tables, touched, contradictions, outbox);
  await foldRates(connection, tables, touched, settings, outbox);
  await contradictions.write(connection, tables, share);
  return { marks: touched.marks, messages: outbox.messages };
}
