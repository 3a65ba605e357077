import { DAY, MINUTE } from '../../calendar/index.js';
import { type Connection, rows } from '../../database/index.js';
import type { EventStore } from '../../event-store/index.js';
import { formatTime, type RecordedEvent } from '../../events/index.js';
import {
  compareEvents,
  emptyHistory,
  loadHistories,
  membersOf,
  personsOf,
  type VisibleHistory,
  visibleHistory,
} from '../../facts/index.js';
import { formatAmount } from '../../money/index.js';
import { type Standing, tablesOf } from '../../projections/index.js';
import { totalsOf } from '../customer-table.js';
import type { InsightSettings } from '../settings.js';
import { pagesOf } from './events-of-subjects.js';

/** A customer who has not bought for longer is taken to have left: the default window of churn, in days. */
const WINDOW = 90;

const REGISTERED = 'lifeledger.customer.registered.v1';

/** What is known of one person now. Null when the log has nothing of the id. */
export async function customerProfile(
  connection: Connection,
  standing: Standing,
  store: EventStore,
  id: string,
  settings: InsightSettings,
): Promise<Record<string, unknown> | null> {
  const tables = tablesOf(standing.generation);
  const person = (await personsOf(connection, tables, [id])).get(id) as string;
  const members = [...(await membersOf(connection, tables, [person])).keys()].sort();
  const history = (await loadHistories(connection, tables, [person], settings)).get(person);
  const said: RecordedEvent[] = [];
  for await (const page of pagesOf(store, members, [REGISTERED])) said.push(...page);
  if (!history && said.length === 0 && (await pagesOf(store, members).next()).done) return null;
  const voided = new Set(
    (
      await rows<[string, string]>(
        connection,
        `select source, id from ${tables('voids')} join unnest($1::text[], $2::text[]) as said(source, id) using (source, id)`,
        [said.map(({ source }) => source), said.map(({ id: eventId }) => eventId)],
      )
    ).map((identity) => JSON.stringify(identity)),
  );
  const standingEvents = said
    .filter(({ source, id: eventId }) => !voided.has(JSON.stringify([source, eventId])))
    .sort(compareEvents);

  const asOf = standing.now - (standing.now % MINUTE);
  const visible = visibleHistory(history ?? emptyHistory(['', '', '', '', '']), asOf, settings.unitCosts);
  const totals = totalsOf(visible);
  const { purchases } = visible;
  const last = purchases.at(-1);
  return {
    id: person,
    mergedIds: members.filter((member) => member !== person),
    registered: registeredFields(standingEvents),
    acquisitionChannel: history?.dimensions[3] ?? 'unknown',
    campaign: history?.dimensions[4] ?? 'unknown',
    firstPurchase: purchases[0] ? formatTime(purchases[0].time) : null,
    lastPurchase: last ? formatTime(last.time) : null,
    orders: totals.orders,
    net: formatAmount(totals.net),
    contribution: formatAmount(totals.contribution),
    costToServe: formatAmount(totals.costToServe),
    ltv: formatAmount(totals.ltv),
    lifecycle: !last ? 'prospect' : asOf <= last.time + WINDOW * DAY ? 'active' : 'churned',
    latestScores: latestScores(visible),
    openCases: await openCases(connection, tables, members),
    asOf: formatTime(asOf),
    position: String(standing.position),
  };
}

/** The latest by time wins, field by field. @param events in order of time */
function registeredFields(events: readonly RecordedEvent[]): Record<string, unknown> {
  const registered: Record<string, unknown> = {};
  for (const { data, personal } of events) Object.assign(registered, data, personal?.data);
  return registered;
}

/** The latest answer to each kind of survey. */
function latestScores({ answers }: VisibleHistory): Record<string, unknown> {
  return Object.fromEntries(
    answers.map(({ kind, score, min, max, time }) => [kind, { score, min, max, time: formatTime(time) }]),
  );
}

async function openCases(
  connection: Connection,
  tables: (name: string) => string,
  members: readonly string[],
) {
  const found = await rows<[string, string, string, number, string | null]>(
    connection,
    `select kind, case_id, channel, time, (
       select step.value ->> 2 from json_array_elements(coalesce(steps, '[]')) with ordinality as step(value, n)
       where step.value ->> 2 in ('resolved', 'reopened') order by n desc limit 1)
     from ${tables('cases')} where subject = any($1::text[]) and counts and not voided order by time`,
    [members],
  );
  return found
    .filter(([, , , , lastStep]) => lastStep !== 'resolved')
    .map(([kind, id, channel, time]) => ({ kind, id, channel, openedAt: formatTime(time) }));
}
