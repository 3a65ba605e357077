import Big from 'big.js';
import { MONEY_HISTORY, MONEY_SETTINGS } from './money-history.js';
import { type Json, type RunningSystem, runSystem } from './run-system.js';

// Every figure here is worked out by hand from the history that test/system/money-history.ts tells.

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem(MONEY_SETTINGS);
  for (const one of MONEY_HISTORY) await system.publish([one]);
});
afterAll(() => system?.close());

const rowsOf = async (metric: string, parameters: Record<string, string> = {}): Promise<Json[]> =>
  (await system.metric(metric, parameters)).rows;

/** An instant after everything, so that the answer comes from the histories and not from the sums that are kept. */
const LATER = { asOf: '2025-01-01T00:00:00Z' };

/** What is listed behind a row: the event's id to what it adds. */
async function explained(metric: string, row: string, parameters: Record<string, string> = {}) {
  const { events } = await system.json(`/v1/explain?${new URLSearchParams({ ...parameters, metric, row })}`);
  return Object.fromEntries(events.map(({ event, adds }: Json) => [event.id, adds]));
}

const FEBRUARY = { from: '2024-02-01', to: '2024-03-01' };

describe('acquisition', () => {
  const none = { spend: '0.00', leads: 0, acquired: 0, cac: null, complete: true };
  const rows = [
    { period: '2024-01', channel: 'radio', ...none },
    { period: '2024-01', channel: 'referral', ...none, leads: 1 }, // Bob
    // 3.3333 + 3.3334 for Jan 30 and 31; Ann and Cem; Ann bought
    { period: '2024-01', channel: 'search', ...none, spend: '6.67', leads: 2, acquired: 1, cac: '6.67' },
    { period: '2024-02', channel: 'radio', ...none, spend: '55.00' },
    { period: '2024-02', channel: 'referral', ...none, leads: 1 }, // Dee; the GBP are not summed
    // 3.3333 + 29.00; Eva and Flo; Bob (by his acquired) and Eva (by her lead) bought; 32.3333 / 2 = 16.16665
    { period: '2024-02', channel: 'search', ...none, spend: '32.33', leads: 2, acquired: 2, cac: '16.17' },
    ...['radio', 'referral', 'search'].map((channel) => ({ period: '2024-03', channel, ...none })),
    { period: '2024-04', channel: 'radio', ...none },
    { period: '2024-04', channel: 'referral', ...none },
    { period: '2024-04', channel: 'search', ...none, acquired: 1, cac: '0.00' }, // Cem
    { period: '2024-05', channel: 'radio', ...none },
    { period: '2024-05', channel: 'referral', ...none, acquired: 1, cac: '0.00' }, // Dee
    { period: '2024-05', channel: 'search', ...none },
  ];

  test('by month and channel, from the sums that are kept and from the histories', async () => {
    const kept = await system.metric('acquisition');
    expect(kept.rows).toEqual(rows);
    expect(kept.unconverted).toEqual([{ currency: 'GBP', count: 1, amount: '20.00' }]);
    const asked = await system.metric('acquisition', LATER);
    expect(asked.rows).toEqual(rows);
    expect(asked.unconverted).toEqual(kept.unconverted);
  });

  test('all channels in one row per period', async () => {
    // 32.3333 + 55.00 = 87.3333; half of it is 43.66665, rounded half-even
    expect(await rowsOf('acquisition', { channel: 'all', precision: '4', ...FEBRUARY })).toEqual([
      {
        ...{ period: '2024-02', channel: 'all', spend: '87.3333', leads: 3, acquired: 2 },
        ...{ cac: '43.6666', complete: true },
      },
    ]);
  });

  test('a range without anything: no channel appears; all of them together are a row of zeros', async () => {
    const june = { from: '2024-06-01', to: '2024-07-01' };
    expect(await rowsOf('acquisition', june)).toEqual([]);
    expect(await rowsOf('acquisition', { ...june, channel: 'all' })).toEqual([
      { period: '2024-06', channel: 'all', ...none },
    ]);
  });

  test('a day of a spend counts once it has begun', async () => {
    // search: 3.3333 + ten days; radio: its day has just begun; Eva has bought, Dee is a lead
    const answer = await system.metric('acquisition', {
      asOf: '2024-02-10T00:00:00Z',
      precision: '4',
      ...FEBRUARY,
    });
    const partly = { ...none, spend: '0.0000', complete: false };
    expect(answer.rows).toEqual([
      { period: '2024-02', channel: 'radio', ...partly, spend: '55.0000' },
      { period: '2024-02', channel: 'referral', ...partly, leads: 1 },
      { period: '2024-02', channel: 'search', ...partly, spend: '13.3333', acquired: 1, cac: '13.3333' },
    ]);
    expect(answer.unconverted).toEqual([{ currency: 'GBP', count: 1, amount: '10.0000' }]);
    // a moment earlier radio's spend had not been published, nor had the day begun
    const before = await rowsOf('acquisition', { asOf: '2024-02-09T23:59:59Z', precision: '4', ...FEBRUARY });
    expect(before.map(({ channel, spend }) => [channel, spend])).toEqual([
      ['referral', '0.0000'],
      ['search', '12.3333'],
    ]);
  });

  test('by day', async () => {
    const days = { grain: 'day', from: '2024-01-30', to: '2024-02-02', precision: '4', channel: 'all' };
    // Feb 1: 3.3333 + 1.00
    expect((await rowsOf('acquisition', days)).map(({ period, spend }) => [period, spend])).toEqual([
      ['2024-01-30', '3.3333'],
      ['2024-01-31', '3.3334'],
      ['2024-02-01', '4.3333'],
    ]);
  });

  test('spend has a channel and a campaign, and no other customer dimension', async () => {
    const spent = async (parameters: Record<string, string>) =>
      (await rowsOf('acquisition', { channel: 'all', precision: '4', ...FEBRUARY, ...parameters })).map(
        ({ spend, leads, acquired, ...group }) => [group.campaign ?? group.segment, spend, leads, acquired],
      );
    expect(await spent({ by: 'campaign' })).toEqual([
      ['spring', '58.3333', 0, 0],
      ['unknown', '29.0000', 3, 2],
    ]);
    expect(await spent({ by: 'segment', from: '2024-01-01' })).toEqual([
      ['gold', '0.0000', 1, 1],
      ['unknown', '6.6667', 2, 0],
      ['gold', '0.0000', 0, 0],
      ['unknown', '87.3333', 3, 2],
    ]);
    // Bob came by referral and was won by search
    expect(
      await rowsOf('acquisition', { 'filter[acquisitionChannel]': 'search', to: '2024-02-01' }),
    ).toMatchObject([
      { channel: 'referral', spend: '0.00', leads: 1 },
      { channel: 'search', spend: '6.67', leads: 2, acquired: 1 },
    ]);
  });

  test('the events behind a row: a spend once for all its days', async () => {
    expect(await explained('acquisition', 'period:2024-02,channel:search')).toEqual({
      s1: { spend: '3.33' },
      s2: { spend: '29.00' },
      'bob-1': { acquired: 1 },
      'eva-1': { acquired: 1 },
      'eva-lead': { leads: 1 },
      'flo-lead': { leads: 1 },
    });
    expect(await explained('acquisition', 'period:2024-02,channel:referral')).toEqual({
      s4: {},
      'dee-lead': { leads: 1 },
    });
    const all = await explained('acquisition', 'period:2024-02,channel:all', { channel: 'all' });
    expect(Object.keys(all)).toHaveLength(9);
    const wrong = await system.ask(
      '/v1/explain?metric=acquisition&channel=all&row=period:2024-02,channel:search',
    );
    expect(wrong.status).toBe(400);
  });
});

describe('lifetime value to acquisition cost', () => {
  const radio = {
    channel: 'radio',
    customers: 0,
    ltvPerCustomer: null,
    cac: null,
    ratio: null,
    paybackMonths: null,
  };
  const rows = [
    radio,
    // Dee brought 10.00; referral's spend has no rate, so nothing was spent
    {
      channel: 'referral',
      customers: 1,
      ltvPerCustomer: '10.00',
      cac: '0.00',
      ratio: null,
      paybackMonths: 0,
    },
    // Ann 40 − 10 − 4, Bob 10 + 20, Cem 0, Eva 4: 60.00; spend 39.00; at age 0 already 36 + 10 + 0 + 4
    {
      ...{ channel: 'search', customers: 4, ltvPerCustomer: '15.00', cac: '9.75' },
      ...{ ratio: 60 / 39, paybackMonths: 0 },
    },
  ];

  test('of everybody, from the sums that are kept and from the histories', async () => {
    const kept = await system.metric('ltv-to-cac');
    expect(kept.rows).toEqual(rows);
    expect(kept.unconverted).toEqual([{ currency: 'GBP', count: 1, amount: '20.00' }]);
    expect((await system.metric('ltv-to-cac', LATER)).rows).toEqual(rows);
  });

  test('payback is tested for ages that all have completed', async () => {
    // Bob and Eva: 14.00 at age 0, 34.00 at age 1, against 32.3333
    const search = async (asOf: string) =>
      (await rowsOf('ltv-to-cac', { asOf, ...FEBRUARY })).find(({ channel }) => channel === 'search');
    const february = {
      channel: 'search',
      customers: 2,
      ltvPerCustomer: '17.00',
      cac: '16.17',
      ratio: 34 / 32.3333,
    };
    expect(await search('2024-03-31T23:59:59Z')).toEqual({ ...february, paybackMonths: null });
    expect(await search('2024-04-01T00:00:00Z')).toEqual({ ...february, paybackMonths: 1 });
    // the sums that are kept answer whole months; referral and radio spent and won nobody
    expect(await rowsOf('ltv-to-cac', FEBRUARY)).toEqual([
      radio,
      { ...radio, channel: 'referral' },
      { ...february, paybackMonths: 1 },
    ]);
    // Cem first bought in April: nobody can say before its end
    const april = await rowsOf('ltv-to-cac', {
      asOf: '2024-04-30T23:59:59Z',
      'filter[acquisitionChannel]': 'search',
    });
    expect(april).toMatchObject([{ customers: 4, paybackMonths: null }]);
    const may = await rowsOf('ltv-to-cac', {
      asOf: '2024-05-01T00:00:00Z',
      'filter[acquisitionChannel]': 'search',
    });
    expect(may).toMatchObject([{ customers: 4, paybackMonths: 0 }]);
  });

  test('a range within a month takes the days of spend in it', async () => {
    const answer = await system.metric('ltv-to-cac', { from: '2024-02-10', to: '2024-02-11' });
    expect(answer.rows).toEqual([
      radio,
      { ...radio, channel: 'referral' },
      { channel: 'search', customers: 1, ltvPerCustomer: '30.00', cac: '1.00', ratio: 30, paybackMonths: 0 },
    ]);
    expect(answer.unconverted).toEqual([{ currency: 'GBP', count: 1, amount: '1.00' }]);
    // s1 has ended, and Eva has bought, before Feb 10
    expect(await explained('ltv-to-cac', 'channel:search', { from: '2024-02-10', to: '2024-02-11' })).toEqual(
      {
        s2: { spend: '1.00' },
        'bob-1': { customers: 1, contribution: '10.00' },
        'bob-2': { contribution: '20.00' },
      },
    );
  });

  test('the events behind a row', async () => {
    expect(await explained('ltv-to-cac', 'channel:search', { to: '2024-02-01' })).toEqual({
      s1: { spend: '6.67' },
      'ann-1': { customers: 1, contribution: '40.00' },
      r1: { contribution: '-10.00' },
      c1: { costToServe: '4.00' },
    });
  });

  test('by campaign', async () => {
    const search = { by: 'campaign', 'filter[acquisitionChannel]': 'search' };
    expect(await rowsOf('ltv-to-cac', search)).toEqual([
      { ...radio, channel: 'search', campaign: 'spring' },
      {
        ...{ channel: 'search', campaign: 'unknown', customers: 4, ltvPerCustomer: '15.00', cac: '7.25' },
        ...{ ratio: 60 / 29, paybackMonths: 0 },
      },
    ]);
  });
});

describe('conversion', () => {
  const rows = [
    { period: '2024-01', channel: 'referral', leads: 1, converted: 1, rate: 1, complete: true },
    { period: '2024-01', channel: 'search', leads: 2, converted: 2, rate: 1, complete: true },
    { period: '2024-02', channel: 'referral', leads: 1, converted: 0, rate: 0, complete: true },
    // Eva had bought before: of February's leads only Flo counts
    { period: '2024-02', channel: 'search', leads: 1, converted: 0, rate: 0, complete: true },
  ];

  test('with the 90 days it has by itself', async () => {
    expect(await rowsOf('conversion')).toEqual(rows);
    expect(await rowsOf('conversion', LATER)).toEqual(rows);
  });

  test('with a window of its own', async () => {
    expect(await rowsOf('conversion', { window: '91', ...FEBRUARY })).toMatchObject([
      { channel: 'referral', converted: 1, rate: 1 },
      { channel: 'search', converted: 0 },
    ]);
    expect(await rowsOf('conversion', { window: '89', to: '2024-02-01' })).toMatchObject([
      { channel: 'referral', leads: 1, converted: 1 },
      { channel: 'search', leads: 2, converted: 1, rate: 0.5 },
    ]);
  });

  test('as of the instant of a purchase, and before it', async () => {
    const january = async (asOf: string) => (await rowsOf('conversion', { asOf }))[1];
    expect(await january('2024-04-14T11:59:59Z')).toMatchObject({
      channel: 'search',
      leads: 2,
      converted: 1,
    });
    expect(await january('2024-04-14T12:00:00Z')).toMatchObject({
      channel: 'search',
      leads: 2,
      converted: 2,
    });
  });

  test('a period is complete when its last leads have had their window', async () => {
    // Feb 1 + 90 days is May 1
    const complete = async (asOf: string) => (await rowsOf('conversion', { asOf }))[0].complete;
    expect(await complete('2024-04-30T23:59:59Z')).toBe(false);
    expect(await complete('2024-05-01T00:00:00Z')).toBe(true);
  });

  test('a quarter between has zeros for every channel', async () => {
    const quarters = await rowsOf('conversion', { grain: 'quarter', from: '2023-10-01', to: '2024-04-01' });
    expect(quarters).toEqual([
      { period: '2023-Q4', channel: 'referral', leads: 0, converted: 0, rate: null, complete: true },
      { period: '2023-Q4', channel: 'search', leads: 0, converted: 0, rate: null, complete: true },
      { period: '2024-Q1', channel: 'referral', leads: 2, converted: 1, rate: 0.5, complete: true },
      { period: '2024-Q1', channel: 'search', leads: 3, converted: 2, rate: 2 / 3, complete: true },
    ]);
  });

  test('the events behind a row', async () => {
    expect(await explained('conversion', 'period:2024-01,channel:search')).toEqual({
      'ann-lead': { leads: 1 },
      'ann-1': { converted: 1 },
      'cem-lead': { leads: 1 },
      'cem-1': { converted: 1 },
    });
  });
});

describe('subscriptions', () => {
  const quiet = { new: '0.00', expansion: '0.00', contraction: '0.00', churned: '0.00', reactivated: '0.00' };
  const rows = [
    {
      // Gus at 15.00 by the end of January; Ian came and went
      ...{
        period: '2024-01',
        opening: '0.00',
        ...quiet,
        new: '15.00',
        closing: '15.00',
        customersOpening: 0,
      },
      ...{ customersChurned: 0, grossRetention: null, netRetention: null, logoChurn: null, complete: true },
    },
    {
      // Hal 22.00 + 5.00; Gus from 15.00 to 12.00; Ian had 3.00 once, so his 4.00 are reactivated
      ...{
        period: '2024-02',
        opening: '15.00',
        ...quiet,
        new: '27.00',
        contraction: '3.00',
        reactivated: '4.00',
      },
      ...{ closing: '43.00', customersOpening: 1, customersChurned: 0 },
      ...{ grossRetention: 12 / 15, netRetention: 12 / 15, logoChurn: 0, complete: true },
    },
    {
      // Gus' 12.00 end with the first instant of March; Hal from 27.00 to 65.00
      ...{
        period: '2024-03',
        opening: '43.00',
        ...quiet,
        expansion: '38.00',
        churned: '12.00',
        closing: '69.00',
      },
      ...{ customersOpening: 3, customersChurned: 1 },
      ...{ grossRetention: 31 / 43, netRetention: 69 / 43, logoChurn: 1 / 3, complete: true },
    },
    {
      // Hal left and came back within the month
      ...{ period: '2024-04', opening: '69.00', ...quiet, closing: '69.00', customersOpening: 2 },
      ...{ customersChurned: 0, grossRetention: 1, netRetention: 1, logoChurn: 0, complete: true },
    },
    {
      ...{ period: '2024-05', opening: '69.00', ...quiet, reactivated: '9.00', closing: '78.00' },
      ...{ customersOpening: 2, customersChurned: 0 },
      ...{ grossRetention: 1, netRetention: 1, logoChurn: 0, complete: true },
    },
  ];

  test('by month, from the sums that are kept and from the histories', async () => {
    const kept = await system.metric('subscriptions');
    expect(kept.rows).toEqual(rows);
    expect(kept.unconverted).toEqual([{ currency: 'GBP', count: 1, amount: '7.00' }]);
    expect((await system.metric('subscriptions', LATER)).rows).toEqual(rows);
  });

  test('by quarter only what the quarter changed shows', async () => {
    // Q1: Gus came and went; Hal 65.00 and Ian 4.00 are new. Q2: Gus had some before, 9.00
    expect(await rowsOf('subscriptions', { grain: 'quarter' })).toMatchObject([
      { period: '2024-Q1', ...quiet, new: '69.00', closing: '69.00' },
      { period: '2024-Q2', opening: '69.00', ...quiet, reactivated: '9.00', closing: '78.00' },
    ]);
  });

  test('at asOf, for a period that is not over', async () => {
    // Hal's 22.00 have begun, Gus is down to 12.00
    expect(await rowsOf('subscriptions', { asOf: '2024-02-10T00:00:00Z', ...FEBRUARY })).toEqual([
      {
        ...{
          period: '2024-02',
          opening: '15.00',
          ...quiet,
          new: '22.00',
          contraction: '3.00',
          closing: '34.00',
        },
        ...{ customersOpening: 1, customersChurned: 0 },
        ...{ grossRetention: 0.8, netRetention: 0.8, logoChurn: 0, complete: false },
      },
    ]);
    // an event at the instant itself counts; just before it, March opens with what February closed with
    const march = async (asOf: string) =>
      (await rowsOf('subscriptions', { asOf, from: '2024-03-01', to: '2024-04-01' }))[0];
    expect(await march('2024-03-01T00:00:00Z')).toMatchObject({
      opening: '43.00',
      churned: '12.00',
      closing: '31.00',
    });
    expect(await march('2024-02-29T23:59:59Z')).toMatchObject({
      opening: '43.00',
      churned: '0.00',
      closing: '43.00',
    });
  });

  test('what runs has rows although nothing happens, in every group where something runs', async () => {
    const summer = { from: '2024-06-01', to: '2024-08-01', by: 'segment', precision: '4' };
    const figures = (await rowsOf('subscriptions', summer)).map((row) => [
      row.period,
      row.segment,
      row.opening,
      row.closing,
      row.customersOpening,
    ]);
    // Hal is gold, Gus (9.00) and Ian (4.00) nobody knows
    expect(figures).toEqual([
      ['2024-06', 'gold', '65.0000', '65.0000', 1],
      ['2024-06', 'unknown', '13.0000', '13.0000', 2],
      ['2024-07', 'gold', '65.0000', '65.0000', 1],
      ['2024-07', 'unknown', '13.0000', '13.0000', 2],
    ]);
    // before anything began
    expect(await rowsOf('subscriptions', { from: '2023-01-01', to: '2023-02-01', by: 'segment' })).toEqual(
      [],
    );
    expect(await rowsOf('subscriptions', { from: '2023-01-01', to: '2023-02-01' })).toMatchObject([
      { period: '2023-01', opening: '0.00', closing: '0.00', logoChurn: null },
    ]);
  });

  test('the events behind a row are those of the period', async () => {
    const behind = (period: string) => explained('subscriptions', `period:${period}`);
    expect(await behind('2024-02')).toEqual({
      'g1-down': { contraction: '3.00' },
      h1: { newMrr: '22.00', customersGained: 1 },
      h2: { newMrr: '5.00' },
      i2: { reactivatedMrr: '4.00', customersGained: 1 },
      i3: {},
    });
    expect(await behind('2024-03')).toEqual({
      'g1-end': { churnedMrr: '12.00', customersChurned: 1 },
      'h1-up': { expansion: '38.00' },
    });
    // within January Gus grew to what he is new with, Ian came to nothing
    expect(await behind('2024-01')).toEqual({
      g1: { newMrr: '10.00', customersGained: 1 },
      'g1-up': { newMrr: '5.00' },
      i1: {},
      'i1-end': {},
    });
    expect(await behind('2024-04')).toEqual({ 'h1-end': {}, 'h1-back': {} });
  });
});

test.each(['acquisition', 'ltv-to-cac', 'conversion', 'subscriptions'])(
  'the catalogue names the columns of %s',
  async (name) => {
    const catalogue: Json[] = await system.json('/v1/metrics');
    const { columns } = catalogue.find((metric) => metric.name === name);
    const [row] = await rowsOf(name);
    expect(Object.keys(row)).toEqual(columns.map((column: Json) => column.name));
  },
);

describe('parts add up to the whole, at 4 places', () => {
  const ADD_UP: Record<string, { key: string[]; figures: string[]; parameters?: Record<string, string> }> = {
    acquisition: {
      key: ['period'],
      figures: ['spend', 'leads', 'acquired'],
      parameters: { channel: 'all' },
    },
    'ltv-to-cac': { key: ['channel'], figures: ['customers'] },
    conversion: { key: ['period', 'channel'], figures: ['leads', 'converted'] },
    subscriptions: {
      key: ['period'],
      figures: [
        ...['opening', 'new', 'expansion', 'contraction', 'churned', 'reactivated', 'closing'],
        ...['customersOpening', 'customersChurned'],
      ],
    },
  };
  const DIMENSIONS = [
    'segment',
    'country',
    'generation',
    'acquisitionChannel',
    'campaign',
    'segment,campaign',
  ];
  const cases = Object.keys(ADD_UP).flatMap((metric) => DIMENSIONS.map((by) => ({ metric, by })));

  test.each(cases)('$metric by $by', async ({ metric, by }) => {
    const { key, figures, parameters } = ADD_UP[metric];
    const sums = (rows: Json[]) => {
      const totals = new Map<string, Big>();
      for (const row of rows) {
        for (const figure of figures) {
          const name = [...key.map((field) => row[field]), figure].join(' ');
          totals.set(name, (totals.get(name) ?? Big(0)).plus(row[figure]));
        }
      }
      return Object.fromEntries([...totals].map(([name, total]) => [name, total.toFixed(4)]));
    };
    const whole = sums(await rowsOf(metric, { precision: '4', ...parameters }));
    expect(Object.keys(whole).length).toBeGreaterThan(0);
    expect(sums(await rowsOf(metric, { precision: '4', ...parameters, by }))).toEqual(whole);
  });

  test('acquisition by channel adds up to all channels', async () => {
    const all = await rowsOf('acquisition', { channel: 'all', precision: '4' });
    const each = await rowsOf('acquisition', { precision: '4' });
    for (const { period, spend } of all) {
      const ofPeriod = each.filter((row) => row.period === period);
      expect(ofPeriod.reduce((sum, row) => sum.plus(row.spend), Big(0)).toFixed(4)).toBe(spend);
    }
  });
});
