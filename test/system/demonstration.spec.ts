import { readFileSync } from 'node:fs';
import { type DemonstrationEvent, demonstrationEvents } from '../../libs/demonstration/index.js';
import { type Metric, metrics } from '../../libs/metrics/index.js';
import { formatAmount } from '../../libs/money/index.js';
import { sharedFile } from '../support/shared-data.js';
import {
  dimensionsThatSplit,
  exceptions,
  figuresMadeOf,
  narrowQuestion,
  rowName,
  rowToExplain,
  sumsOf,
  sumsThatAddUp,
  units,
  wholeQuestion,
} from './adding-up.js';
import { type Json, type RunningSystem, runSystem } from './run-system.js';

const BATCH = 2_000;
const UNDER_WAY = 3;

/** What a published study and two published worked examples say; the data is made so that they come out of it. */
const file = sharedFile('data/study.json');
if (!file) console.log('study.json is not here: its figures are not looked for');
const study: Json = file && JSON.parse(readFileSync(file, 'utf8'));

let system: RunningSystem;
let position = 0;
const unexpected: string[] = [];

beforeAll(async () => {
  system = await runSystem();
  const events = demonstrationEvents();
  await Promise.all(Array.from({ length: UNDER_WAY }, () => publishAll(events)));
  // The wait for a position ends in a 503 after a while, and is taken up again.
  while ((await system.ask(`/v1/metrics/ltv?minPosition=${position}&timeout=60`)).status === 503);
}, 900_000);
afterAll(() => system?.close());

async function publishAll(events: Generator<DemonstrationEvent>): Promise<void> {
  for (let batch = next(events); batch.length > 0; batch = next(events)) {
    const {
      rejected,
      results,
      position: reached,
    }: Json = await system.json('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    });
    if (rejected > 0) unexpected.push(JSON.stringify(results));
    position = Math.max(position, Number(reached ?? 0));
  }
}

function next(events: Generator<DemonstrationEvent>): DemonstrationEvent[] {
  const batch: DemonstrationEvent[] = [];
  while (batch.length < BATCH) {
    const { value, done } = events.next();
    if (done) break;
    batch.push(value);
  }
  return batch;
}

/** A metric's answer at 4 places. */
function asked(metric: string, parameters: Record<string, string> = {}): Promise<Json> {
  return system.json(`/v1/metrics/${metric}?${new URLSearchParams({ precision: '4', ...parameters })}`);
}

async function rowsBy(column: string, metric: string, parameters: Record<string, string>) {
  const { rows } = await asked(metric, parameters);
  return new Map<string, Json>(rows.map((row: Json) => [row[column], row]));
}

test('everything is taken, and nothing is set aside', async () => {
  expect(unexpected).toEqual([]);
  expect(await asked('ltv')).toMatchObject({ failed: 0 });
});

(study ? describe : describe.skip)('the study’s figures', () => {
  describe('of customers who had bought lately and complained in social channels', () => {
    const QUESTION = { moment: 'complaint', 'filter[segment]': 'social-care' };
    let answered: Json;
    let unanswered: Json;
    beforeAll(async () => {
      const rows = await rowsBy('group', 'impact', { ...QUESTION, by: 'answered' });
      expect([...rows.keys()]).toEqual(['answered', 'unanswered']);
      answered = rows.get('answered');
      unanswered = rows.get('unanswered');
    });

    test('there are as many, all of whom had bought in the 90 days before, in as many countries', async () => {
      const { customers, countries } = study.socialComplaints;
      expect(answered.customers + unanswered.customers).toBe(customers);
      expect(answered.stoppedBuying.n + unanswered.stoppedBuying.n).toBe(customers);
      expect((await rowsBy('country', 'impact', { ...QUESTION, by: 'country' })).size).toBe(countries);
      // They are all who complained there, and all that is asked for by the channel.
      const channel = { moment: 'complaint', by: 'answered', 'filter[channel]': 'social' };
      expect(Object.fromEntries(await rowsBy('group', 'impact', channel))).toEqual({ answered, unanswered });
    });

    test('the unanswered complained again as often as the study says (29 %)', () => {
      const { n, value } = unanswered.complainedAgain;
      expect([n, value]).toEqual([unanswered.customers, study.socialComplaints.unanswered.complainedAgain]);
    });

    test('the unanswered stopped buying as often (23 %)', () => {
      expect(unanswered.stoppedBuying.value).toBe(study.socialComplaints.unanswered.stoppedBuying);
    });

    test.each([
      ['satisfied', '45 %'],
      ['positiveReview', '38 %'],
      ['recommended', '34 %'],
    ])('the answered: %s (%s)', (outcome) => {
      const { n, value } = answered[outcome];
      expect([n, value]).toEqual([answered.customers, study.socialComplaints.answered[outcome]]);
    });

    test('answered within 30 minutes, 1.8 to 2.0 times as many are satisfied as after a week or more', async () => {
      const rows = await rowsBy('group', 'impact', { ...QUESTION, by: 'response' });
      expect([...rows.keys()]).toEqual(['≤30m', '≤1h', '≤1d', '<1w', '≥1w', 'never']);
      const ratio = rows.get('≤30m').satisfied.value / rows.get('≥1w').satisfied.value;
      const { ratioAtLeast, ratioAtMost } = study.socialComplaints.satisfactionByFirstResponse;
      expect(ratio).toBeGreaterThanOrEqual(ratioAtLeast);
      expect(ratio).toBeLessThanOrEqual(ratioAtMost);
    });
  });

  test('contacts move from voice to social channels (87, 11, 2 to 63, 16, 21 %)', async () => {
    const rows = await rowsBy('channel', 'channel-shift', {
      before: '2024-01..2024-06',
      after: '2025-07..2025-12',
      by: 'channelFamily',
    });
    for (const side of ['before', 'after']) {
      const column = side === 'before' ? 'shareBefore' : 'shareAfter';
      const shares = Object.keys(study.channelShift[side]).map((family) => [
        family,
        rows.get(family)?.[column],
      ]);
      expect(Object.fromEntries(shares)).toEqual(study.channelShift[side]);
    }
  });

  test.each([
    ['chat', '21 and 14 %'],
    ['social', '5 and 2 %'],
    ['ivr', '11 and 8 %'],
  ])('customers who use %s, by generation (%s)', async (channel) => {
    const { rows } = await asked('channel-mix', {
      by: 'generation',
      grain: 'quarter',
      from: '2024-04-01',
      to: '2024-07-01',
    });
    const shareOf = (generation: string) =>
      rows.find((row: Json) => row.channel === channel && row.generation === generation)?.customerShare;
    expect({ youngerThan1981: shareOf('born-after-1981'), older: shareOf('older') }).toEqual(
      study.channelByGeneration[channel],
    );
  });

  test('the worked example of CSAT: 30 fours and 50 fives of 112 answers are 71.43, rounded down 71', async () => {
    const { answers, responses, csatRoundedDown } = study.csatWorkedExample;
    const { rows } = await asked('csat', { 'filter[touchpoint]': 'trade-in' });
    const [month, ...others] = rows.filter((row: Json) => row.responses > 0);
    expect(others).toEqual([]);
    expect(month).toMatchObject({ responses, satisfied: answers['4'] + answers['5'] });
    // 100 · 80 / 112 = 71.428…
    expect(month.score.toFixed(2)).toBe('71.43');
    expect(Math.floor(month.score)).toBe(csatRoundedDown);
  });

  test('NPS of two years (23 and 32)', async () => {
    const rows = await rowsBy('period', 'nps', { grain: 'year', 'filter[touchpoint]': 'relationship' });
    const { yearBefore, year } = study.npsTechVendors;
    expect(rows.get('2024').score).toBeCloseTo(yearBefore, 10);
    expect(rows.get('2025').score).toBeCloseTo(year, 10);
  });
});

function metricNamed(name: string): Metric {
  const metric = metrics.get(name);
  if (!metric) throw new Error(`there is no metric ${name}`);
  return metric;
}

describe('parts add up to the whole, at 4 places exactly', () => {
  const splits = [...metrics.values()].flatMap((metric) =>
    dimensionsThatSplit(metric).map((dimension) => ({ name: metric.name, dimension })),
  );

  test.each(splits)('$name by $dimension', async ({ name, dimension }) => {
    const metric = metricNamed(name);
    const { exact, atLeast } = sumsThatAddUp(metric, dimension);
    const sums = async (parameters: Record<string, string>) =>
      sumsOf(
        metric,
        dimension,
        [...exact, ...atLeast],
        (await asked(name, { ...wholeQuestion(name), ...parameters })).rows,
      );
    const whole = await sums({});
    const parts = await sums({ by: dimension });
    expect(whole.size).toBeGreaterThan(0);
    expect([...parts.keys()].sort()).toEqual([...whole.keys()].sort());
    for (const [row, figures] of whole) {
      const found = parts.get(row) ?? {};
      for (const figure of exact)
        expect([row, figure, found[figure]]).toEqual([row, figure, figures[figure]]);
      // What counts in several parts is in each of them.
      for (const figure of atLeast) expect(found[figure] >= figures[figure]).toBe(true);
    }
  });

  test.each(exceptions())('$metric has a column $column, which is an exception', ({ metric, column }) => {
    expect(metricNamed(metric).columns.map(({ name }) => name)).toContain(column);
  });

  test('channel-shift: volume, mix and rate effect are the difference of the costs', async () => {
    const { rows } = await asked('channel-shift', wholeQuestion('channel-shift'));
    expect(rows.length).toBeGreaterThan(5);
    for (const { costBefore, costAfter, volumeEffect, mixEffect, rateEffect } of rows) {
      const effects = units(volumeEffect) + units(mixEffect) + units(rateEffect);
      expect(effects).toBe(units(costAfter) - units(costBefore));
    }
  });

  test('at-stake: the total counts each customer once', async () => {
    const { rows, total } = await asked('at-stake');
    const stakes = new Map<string, bigint>(
      rows.map(({ customer, valueAtStake }: Json) => [customer, units(valueAtStake)]),
    );
    expect(rows.length).toBeGreaterThan(100);
    const sum = [...stakes.values()].reduce((a, b) => a + b, 0n);
    expect(total).toEqual({
      complaints: rows.length,
      customers: stakes.size,
      valueAtStake: formatAmount(sum, 4),
    });
  });
});

describe('explain lists what adds up to a row', () => {
  test.each([...metrics.keys()])('%s', async (name) => {
    const metric = metricNamed(name);
    const question = { precision: '4', ...narrowQuestion(name) };
    const row = rowToExplain(metric, (await asked(name, question)).rows);
    const { count, sums, events } = await explained({ metric: name, ...question, ...rowName(metric, row) });
    const figures = figuresMadeOf(metric, sums, row);
    expect(Object.keys(figures).length).toBeGreaterThan(0);
    expect(row).toMatchObject(figures);

    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map(({ event }) => event.position)).size).toBe(count);
    const added = Object.keys(sums).map((measure) => [
      measure,
      events.reduce((sum, { adds }) => sum + units(adds[measure] ?? 0), 0n),
    ]);
    expect(added).toEqual(Object.keys(sums).map((measure) => [measure, units(sums[measure])]));
  });
});

/** All pages behind a row. */
async function explained(parameters: Record<string, string>) {
  const events: Json[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Json = await system.json(
      `/v1/explain?${new URLSearchParams({ limit: '1000', ...parameters, ...(cursor && { cursor }) })}`,
    );
    events.push(...page.events);
    cursor = page.next;
    if (cursor === null) return { count: page.count as number, sums: page.sums as Json, events };
  }
}
