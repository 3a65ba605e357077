import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { jsonOf } from '../../libs/intake/testing/start-intake.js';
import { event, type RunningSystem, runSystem } from './run-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem();
  await system.publish([
    purchase('p1', 'ann', '2024-01-31T23:30:00Z', { amount: '10.0050', channel: 'web', product: 'tea' }),
    purchase('p2', 'ann', '2024-03-15T12:00:00Z', { amount: '20', channel: 'app', product: '=1+1' }),
    purchase('p3', 'bob', '2024-03-20T12:00:00Z', { amount: '5', cost: '9', product: 'say "tea", twice' }),
    event('customer.registered', 'ann', 'ann', '2024-01-01T00:00:00Z', { segment: 'gold', country: 'DE' }),
  ]);
});
afterAll(() => system?.close());

function purchase(id: string, subject: string, time: string, data: object) {
  return event('purchase.completed', id, subject, time, { orderId: id, cost: '0', ...data });
}

test('the catalogue says of every metric what it is and what it takes', async () => {
  const catalogue = await system.json('/v1/metrics');
  expect(catalogue.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(['churn', 'lifecycle', 'ltv', 'retention', 'revenue']),
  );
  for (const metric of catalogue) {
    expect(metric).toEqual({
      name: expect.stringMatching(/^[a-z-]+$/),
      version: expect.any(Number),
      title: expect.stringMatching(/./),
      description: expect.stringMatching(/./),
      definition: expect.any(String),
      unit: expect.stringMatching(/./),
      source: expect.stringMatching(/./),
      parameters: expect.arrayContaining([
        ...['from', 'to', 'asOf', 'precision', 'minPosition'],
        // Complaints that wait are not split.
        ...(metric.name === 'at-stake' ? [] : ['by']),
      ]),
      dimensions: expect.arrayContaining([
        'segment',
        'country',
        'generation',
        'acquisitionChannel',
        'campaign',
      ]),
      columns: expect.any(Array),
    });
    // The columns are those of the rows; of what the small history does not tell there are none.
    const [row] = (await system.metric(metric.name)).rows;
    if (row) expect(metric.columns.map(({ name }: { name: string }) => name)).toEqual(Object.keys(row));
  }
  const revenue = catalogue.find(({ name }: { name: string }) => name === 'revenue');
  expect(revenue.dimensions).toEqual(expect.arrayContaining(['channel', 'product']));
});

test('an answer names the metric and the parameters as resolved', async () => {
  const answer = await system.metric('churn', {
    from: '2024-01-01',
    to: '2024-02-01',
    by: 'segment,country',
  });
  expect(answer).toEqual({
    metric: 'churn',
    version: 1,
    unit: 'customers',
    source: expect.stringContaining('Buckinx'),
    parameters: {
      from: '2024-01-01',
      to: '2024-02-01',
      grain: 'month',
      asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/),
      window: 90,
      by: ['segment', 'country'],
      filter: {},
      precision: 2,
      timeZone: 'UTC',
    },
    position: '4',
    rows: [
      {
        ...{ period: '2024-01', segment: 'gold', country: 'DE', activeAtStart: 0, new: 1, churned: 0 },
        ...{ wonBack: 0, rate: null, complete: true },
      },
    ],
    unconverted: [],
    failed: 0,
  });
});

test.each([
  ['day', ['2024-01-31', '2024-02-01'], 50],
  ['week', ['2024-W05', '2024-W06'], 8],
  ['month', ['2024-01', '2024-02'], 3],
  ['quarter', ['2024-Q1'], 1],
  ['year', ['2024'], 1],
])('grain=%s: every period from the first to the last with data', async (grain, first, periods) => {
  // Jan 31 to Mar 20 of a leap year: 1 + 29 + 20 days; weeks 5 to 12.
  const { rows } = await system.metric('revenue', { grain });
  expect(rows.map(({ period }: { period: string }) => period).slice(0, first.length)).toEqual(first);
  expect(rows).toHaveLength(periods);
});

test('from is inclusive and to is not; periods between them without data are rows', async () => {
  const periods = async (from: string, to: string) =>
    (await system.metric('revenue', { from, to })).rows.map(
      ({ period, orders }: { period: string; orders: number }) => `${period} ${orders}`,
    );
  expect(await periods('2024-01-01', '2024-03-01')).toEqual(['2024-01 1', '2024-02 0']);
  expect(await periods('2024-02-01', '2024-05-01')).toEqual(['2024-02 0', '2024-03 2', '2024-04 0']);
});

test('asOf: what is later does not exist, and a period that is not over is not complete', async () => {
  const rows = async (asOf: string) => (await system.metric('revenue', { asOf })).rows;
  expect(await rows('2024-01-31T23:29:59Z')).toEqual([]);
  expect(await rows('2024-03-15T13:00:00+01:00')).toMatchObject([
    { period: '2024-01', orders: 1, complete: true },
    { period: '2024-02', orders: 0, complete: true },
    { period: '2024-03', orders: 1, complete: false },
  ]);
});

test('precision: money is rounded half-even, each figure on its own', async () => {
  const january = async (precision: string) =>
    (await system.metric('revenue', { precision, to: '2024-02-01' })).rows[0].revenue;
  expect(await january('4')).toBe('10.0050');
  expect(await january('2')).toBe('10.00');
  expect(await january('0')).toBe('10');
});

test('by and filter', async () => {
  const march = { from: '2024-03-01', to: '2024-04-01' };
  const by = await system.metric('revenue', { by: 'segment,channel', ...march });
  expect(by.rows).toMatchObject([
    { segment: 'gold', channel: 'app', revenue: '20.00' },
    { segment: 'unknown', channel: 'unknown', revenue: '5.00' },
  ]);
  const filtered = await system.metric('revenue', { 'filter[segment]': 'gold', ...march });
  expect(filtered.rows).toMatchObject([{ orders: 1, revenue: '20.00' }]);
  expect(filtered.parameters.filter).toEqual({ segment: 'gold' });
});

test('a period begins at midnight of the reporting time zone', async () => {
  const berlin = await runSystem({ REPORTING_TIME_ZONE: 'Europe/Berlin' });
  try {
    await berlin.publish([purchase('p1', 'ann', '2024-01-31T23:30:00Z', { amount: '10' })]);
    expect((await berlin.metric('revenue')).rows).toMatchObject([{ period: '2024-02' }]);
    expect((await berlin.metric('revenue', { grain: 'day' })).rows).toMatchObject([{ period: '2024-02-01' }]);
  } finally {
    await berlin.close();
  }
});

describe('minPosition', () => {
  test('waits until the answer includes the log up to there', async () => {
    // The next position is known before it is given: positions are consecutive in this store.
    const next = system.position() + 1;
    const waiting = system.json(
      `/v1/metrics/revenue?minPosition=${next}&timeout=30&from=2023-01-01&to=2023-02-01`,
    );
    await system.publish([purchase('w1', 'wim', '2023-01-01T12:00:00Z', { amount: '1' })]);
    expect(await waiting).toMatchObject({ rows: [{ orders: 1 }] });
    expect(Number((await waiting).position)).toBeGreaterThanOrEqual(next);
    await system.publish([
      event('event.voided', 'w2', undefined, '2023-01-01T12:00:00Z', { source: 'shop', id: 'w1' }),
    ]);
  });

  test('answers 503 with Retry-After when it takes longer than the timeout', async () => {
    const response = await system.ask('/v1/metrics/revenue?minPosition=1000000&timeout=0.05');
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect((await jsonOf(response)).detail).toContain('1000000');
  });
});

describe('CSV', () => {
  const csv = async (query: string) => {
    const response = await system.ask(
      `/v1/metrics/revenue?format=csv&to=2024-04-01&from=2024-03-01&${query}`,
    );
    return { response, text: await response.text() };
  };

  test('is RFC 4180: a header line, lines that end in CR LF, quotes where they are needed', async () => {
    const { response, text } = await csv('by=product');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="revenue.csv"');
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('period,product,orders,customers,revenue,refunds,net,cost,contribution,complete');
    expect(lines.at(-1)).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toContain('2024-03,"say ""tea"", twice",1,1,5.00,0.00,5.00,9.00,');
  });

  test('holds the rows of the JSON answer', async () => {
    const { text } = await csv('by=segment');
    const { rows } = await system.metric('revenue', { by: 'segment', from: '2024-03-01', to: '2024-04-01' });
    expect(parse(text, { columns: true })).toEqual(
      rows.map((row: object) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
      ),
    );
    expect(text).toContain(',-4.00,'); // a loss is a number, no formula
  });

  test('has no cell that a spreadsheet would run as a formula, and null is an empty cell', async () => {
    const { text } = await csv('by=product');
    expect(parse(text, { columns: true })).toMatchObject([
      { product: "'=1+1", revenue: '20.00' },
      { product: 'say "tea", twice' },
    ]);
    const churn = await system.ask('/v1/metrics/churn?format=csv&to=2024-02-01');
    expect((await churn.text()).split('\r\n')[1]).toBe('2024-01,0,1,0,0,,true');
  });
});

describe('ETag', () => {
  // With asOf, as the minute that now is truncated to is one of the parameters.
  const path = '/v1/metrics/revenue?asOf=2024-04-01T00:00:00Z';
  const tagOf = async (query = '') => {
    const response = await system.ask(path + query);
    expect(response.status).toBe(200);
    return response.headers.get('etag') as string;
  };

  test('the same question is answered 304 without a body', async () => {
    await system.caughtUp();
    const etag = await tagOf();
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await system.ask(path, { headers: { 'if-none-match': sent } });
      expect([sent, again.status, await again.text()]).toEqual([sent, 304, '']);
      expect(again.headers.get('etag')).toBe(etag);
    }
  });

  test('another parameter, another format, another metric: another tag', async () => {
    const tags = [
      await tagOf(),
      await tagOf('&by=segment'),
      await tagOf('&precision=4'),
      await tagOf('&grain=week'),
      await tagOf('&filter[segment]=gold'),
      await tagOf('&format=csv'),
      (await system.ask(path.replace('revenue', 'ltv'))).headers.get('etag'),
      (await system.ask(path.replace('2024-04-01', '2024-04-02'))).headers.get('etag'),
    ];
    expect(new Set(tags).size).toBe(tags.length);
  });

  test('another log with the same events: another tag', async () => {
    const other = await runSystem();
    try {
      const events = [purchase('p1', 'ann', '2024-01-31T23:30:00Z', { amount: '10' })];
      await other.publish(events);
      const one = await runSystem();
      await one.publish(events);
      const tag = async (of: RunningSystem) => {
        await of.caughtUp();
        return (await of.ask(path)).headers.get('etag');
      };
      expect(await tag(one)).not.toBe(await tag(other));
      await one.close();
    } finally {
      await other.close();
    }
  });

  test('a new event: another tag', async () => {
    await system.caughtUp();
    const before = await tagOf();
    await system.publish([
      event('customer.registered', 'ann-2', 'ann', '2024-01-02T00:00:00Z', { segment: 'gold' }),
    ]);
    await system.caughtUp();
    const response = await system.ask(path, { headers: { 'if-none-match': before } });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).not.toBe(before);
  });
});

test('an unknown metric is a 404 that names those there are', async () => {
  for (const name of ['reveneu', '__proto__', 'constructor']) {
    const response = await system.ask(`/v1/metrics/${name}`);
    expect(response.status).toBe(404);
    expect((await jsonOf(response)).detail).toMatch(/churn, .*revenue/);
  }
});

describe('a parameter that cannot be used is a 400 that names it and what is allowed', () => {
  test.each([
    ['revenue', 'grian=week', 'grian', 'grain'],
    ['revenue', 'window=30', 'window', 'grain'],
    ['ltv', 'grain=week', 'grain', 'precision'],
    ['revenue', 'grain=hour', 'grain', 'day, week, month, quarter, year'],
    ['revenue', 'grain=', 'grain', 'empty'],
    ['revenue', 'grain=day&grain=week', 'grain', 'once'],
    ['revenue', 'from=2024-02-30', 'from', '2026-11-22'],
    ['revenue', 'from=1.2.2024', 'from', '2026-11-22'],
    ['revenue', 'to=0001-01-01', 'to', '1700'],
    ['revenue', 'from=2024-02-01&to=2024-02-01', 'to', 'after from'],
    ['revenue', 'asOf=2024-02-01', 'asOf', '2026-11-22T09:30:00Z'],
    ['revenue', 'asOf=9999-01-01T00:00:00Z', 'asOf', '2200'],
    ['churn', 'window=0', 'window', '1 to 3650'],
    ['churn', 'window=90.5', 'window', '1 to 3650'],
    ['churn', 'window=-1', 'window', '1 to 3650'],
    ['revenue', 'by=color', 'by', 'segment, country'],
    ['churn', 'by=channel', 'by', 'segment, country'],
    ['revenue', 'by=segment,segment', 'by', 'twice'],
    ['revenue', 'filter[color]=red', 'filter[color]', 'segment, country'],
    ['revenue', 'filter[segment]=', 'filter[segment]', 'empty'],
    ['revenue', 'filter[segment]=a&filter[segment]=b', 'filter[segment]', 'once'],
    ['revenue', 'filter=gold', 'filter', 'filter[<dimension>]'],
    ['revenue', 'precision=5', 'precision', '0 to 4'],
    ['revenue', 'format=xml', 'format', 'json or csv'],
    ['revenue', 'minPosition=-1', 'minPosition', 'decimal'],
    ['revenue', 'minPosition=99999999999999999999', 'minPosition', 'decimal'],
    ['revenue', 'timeout=61', 'timeout', '0 to 60'],
    ['revenue', 'timeout=soon', 'timeout', '0 to 60'],
    ['revenue', 'row=period:2024-01', 'row', 'grain'],
  ])('%s?%s', async (metric, query, path, allowed) => {
    const response = await system.ask(`/v1/metrics/${metric}?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    const { errors } = await jsonOf(response);
    expect(errors).toHaveLength(1);
    expect(errors[0].path).toBe(path);
    expect(errors[0].message).toContain(allowed);
  });

  test('all that is wrong is told at once', async () => {
    const response = await system.ask('/v1/metrics/revenue?grain=hour&by=color&timeout=soon');
    const { errors } = await jsonOf(response);
    expect(errors.map(({ path }: { path: string }) => path)).toEqual(['grain', 'by', 'timeout']);
  });

  test('an answer that would have too many rows is refused, not attempted', async () => {
    // Every day since 1700: each with every age since, or once for each of three products.
    for (const question of [
      'retention?grain=day&from=1700-01-01',
      'revenue?grain=day&from=1700-01-01&by=product',
    ]) {
      const response = await system.ask(`/v1/metrics/${question}`);
      const { status, errors } = await jsonOf(response);
      expect([question, status, errors?.[0].path]).toEqual([question, 400, 'grain']);
    }
  });
});

test('what the projection could not digest is counted in every answer, and digested when it is tried again', async () => {
  const poisoned = await runSystem();
  const client = new pg.Client({ connectionString: poisoned.databaseUrl });
  await client.connect();
  try {
    // A table of the read model that will not take one order, as a fault of the fold's own would look.
    const table = await generationTable(client, 'purchases');
    await client.query(`
      create function refuse() returns trigger language plpgsql as 'begin raise exception ''no poison here''; end';
      create trigger refuse before insert on ${table} for each row when (new::text like '%poison%')
        execute function refuse()`);
    await poisoned.publish([
      purchase('p1', 'ann', '2024-01-01T12:00:00Z', { amount: '1' }),
      purchase('poison', 'ann', '2024-01-02T12:00:00Z', { amount: '2' }),
      purchase('p3', 'bob', '2024-01-03T12:00:00Z', { amount: '4' }),
    ]);
    // It stops nobody: the events before and after it are in the answer, which includes all three positions.
    expect(await poisoned.metric('revenue')).toMatchObject({
      position: '3',
      failed: 1,
      rows: [{ orders: 2, revenue: '5.00' }],
    });
    expect(await poisoned.metric('churn')).toMatchObject({ failed: 1 });
    const csv = await poisoned.ask('/v1/metrics/churn?format=csv');
    expect(csv.headers.get('lifeledger-failed')).toBe('1');
    expect(await poisoned.json('/v1/projections')).toMatchObject([
      { failed: [{ position: '2', error: expect.stringContaining('no poison here') }] },
    ]);

    await client.query(`drop trigger refuse on ${table}`);
    const retried = await poisoned.ask('/v1/projections/customers/retry', { method: 'POST' });
    expect(retried.status).toBe(202);
    const deadline = Date.now() + 20_000;
    while ((await poisoned.metric('revenue')).failed > 0) {
      if (Date.now() > deadline) throw new Error('the event is still set aside');
    }
    expect((await poisoned.metric('revenue')).rows).toMatchObject([{ orders: 3, revenue: '7.00' }]);
  } finally {
    await client.end();
    await poisoned.close();
  }
});

/** The serving table of the read model, once the projector has made it. */
async function generationTable(client: pg.Client, name: string): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { rows } = await client.query(
      `select schemaname || '.' || tablename as table from pg_tables where schemaname = 'read' and tablename ~ $1`,
      [`^${name}_v\\d+$`],
    );
    if (rows[0]) return rows[0].table;
    if (Date.now() > deadline) throw new Error(`no table ${name} has been made`);
  }
}
