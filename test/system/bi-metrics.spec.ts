import { BI_HISTORY, BI_SETTINGS } from './bi-history.js';
import { type BiSystem, runBiSystem, sqlName } from './bi-system.js';
import { complaintWorld } from './complaint-world.js';
import { event, type Json } from './run-system.js';

/** The middle of a month, so many before this one. */
const inMonth = (before: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - before, 15, 12)).toISOString();
};
const contact = (id: string, before: number, channel: string) =>
  event('contact.received', id, 'plus-p', inMonth(before), { contactId: id, channel });

/** In the half year before the last one three calls and a chat a month, then a call and two chats; one call cost more. */
const CONTACTS = Array.from({ length: 12 }, (_, i) => i + 1).flatMap((before) => [
  ...Array.from({ length: before > 6 ? 3 : 1 }, (_, i) => contact(`v${before}-${i}`, before, 'voice')),
  ...Array.from({ length: before > 6 ? 1 : 2 }, (_, i) => contact(`h${before}-${i}`, before, 'chat')),
]);
const DEARER = event('contact.resolved', 'v1-end', 'plus-p', inMonth(1), { contactId: 'v1-0', cost: '9.75' });

/** An invitation, and its answer. */
const survey = (id: string, kind: string, score: number) => [
  event('survey.sent', id, 'ann', '2024-04-05T12:00:00Z', { responseId: id, kind }),
  event('survey.answered', `${id}-a`, 'ann', '2024-04-06T12:00:00Z', { responseId: id, kind, score }),
];

let bi: BiSystem;
beforeAll(async () => {
  bi = await runBiSystem(BI_SETTINGS, [
    ...BI_HISTORY,
    ...complaintWorld('plus', ['a1', 'a2', 'a3', 'u1']),
    ...CONTACTS,
    DEARER,
    ...survey('q4', 'ces', 2),
    ...survey('q5', 'nps', 7),
  ]);
}, 120_000);
afterAll(() => bi?.close());

/** A row of the API as its view should hold it, numbers as pg gives them. */
function inSql(row: Json, columns: Json[]): Json {
  const count = (value: number | null) => (value === null ? null : String(value));
  const expected: Json = {};
  for (const { name, type, estimateOf } of columns) {
    const value = row[name];
    const column = sqlName(name);
    if (type === 'estimate') {
      expected[`${column}_n`] = count(value.n);
      if (estimateOf !== 'money') expected[`${column}_count`] = count(value.count);
      for (const part of ['value', 'low', 'high']) expected[`${column}_${part}`] = value[part];
    } else if (type === 'count') expected[column] = count(value);
    else if (type === 'time') expected[column] = new Date(value);
    else expected[column] = value;
    if (type === 'period') expected[`${column}_start`] = `${value}-01`;
  }
  return expected;
}

test('every metric has its view, with the rows that the API gives, to the last decimal', async () => {
  const [{ as_of: asOf }] = await bi.all('select as_of from bi.as_of');
  const catalogue: Json[] = await bi.system.json('/v1/metrics');
  expect((await bi.all('select metric from bi.metrics')).map(({ metric }) => metric).sort()).toEqual(
    catalogue.map(({ name }) => name).sort(),
  );
  const unseen: string[] = [];
  for (const { name, columns } of catalogue) {
    const answer = await bi.system.metric(name, {
      precision: '4',
      // How long a complaint has waited depends on the minute.
      ...(name === 'at-stake' && { asOf: asOf.toISOString() }),
    });
    const rows = await bi.all(`select * from bi.${sqlName(name)}`);
    const text = (one: Json) => JSON.stringify(one);
    const expected = answer.rows.map((row: Json) => inSql(row, columns));
    expect({ name, rows: rows.map(text).sort() }).toEqual({ name, rows: expected.map(text).sort() });
    const [first] = rows;
    const blank = Object.keys(first ?? { rows: null }).filter((column) =>
      rows.every((row) => row[column] === null),
    );
    unseen.push(...blank.map((column) => `${name}.${column}`), ...(first ? [] : [name]));
  }
  // Every column holds something that could differ.
  expect(unseen).toEqual([]);
});

test('channel-shift compares the last half year with the one before', async () => {
  // 24 contacts, then 18. Voice: 18 at 4.50, then 6 of which one cost 9.75 (32.25, 5.375 each).
  // volume −6 · 18/24 · 4.50, mix 18 · (6/18 − 18/24) · 4.50, rate 6 · 0.875; chat: 6 at 1.20, then 12
  const columns = 'channel, cost_before, cost_after, volume_effect, mix_effect, rate_effect';
  expect(await bi.all(`select ${columns} from bi.channel_shift order by channel`)).toEqual([
    {
      ...{ channel: 'chat', cost_before: '7.2000', cost_after: '14.4000', volume_effect: '-1.8000' },
      ...{ mix_effect: '9.0000', rate_effect: '0.0000' },
    },
    {
      ...{ channel: 'voice', cost_before: '81.0000', cost_after: '32.2500', volume_effect: '-20.2500' },
      ...{ mix_effect: '-33.7500', rate_effect: '5.2500' },
    },
  ]);
});

test('what is at stake rests on an adjusted difference', async () => {
  // Alike are a1 to a4 and Bob, who were answered (two of five stopped), and u1 to u4 (three of four): 0.75 − 0.4.
  // Ann brought more before, Dan came from a fair. Of all who were answered three of six stopped.
  const stakes = await bi.all(
    `select distinct customer, stop_risk_if_answered as answered, value_at_stake from bi.at_stake
     where customer in ('plus-p', 'plus-r')`,
  );
  expect(stakes.sort((a, b) => (a.customer < b.customer ? -1 : 1))).toEqual([
    { customer: 'plus-p', answered: 0.5, value_at_stake: '105.0000' },
    { customer: 'plus-r', answered: 0.5, value_at_stake: '0.0000' },
  ]);
});

test('what an answer says beside its rows is in bi.metrics', async () => {
  const [impact] = await bi.all(`select * from bi.metrics where metric = 'impact'`);
  const answer = await bi.system.metric('impact', { precision: '4' });
  expect(impact.beside.comparisons).toEqual(answer.comparisons);
  expect(impact.beside.comparisons[0]).toMatchObject({ outcome: 'stoppedBuying', strata: 1 });
  expect(impact.beside.comparisons[0].adjustedDifference).toBeCloseTo(0.35, 12);
  expect(impact.problem).toBeNull();
  const [revenue] = await bi.all(`select * from bi.metrics where metric = 'revenue'`);
  expect(revenue.unconverted).toEqual([{ currency: 'GBP', count: 1, amount: '20.0000' }]);
  // Every row, where the API leaves some out unless told otherwise.
  const [stake] = await bi.all(`select * from bi.metrics where metric = 'at-stake'`);
  expect(stake.parameters.top).toBe(250_000);
});
