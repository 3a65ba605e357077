import { readFile } from 'node:fs/promises';
import { BI_HISTORY, BI_SETTINGS } from './bi-history.js';
import { type BiSystem, runBiSystem, sqlName, until } from './bi-system.js';
import { event, type Json, type RunningSystem } from './run-system.js';

let bi: BiSystem;
let system: RunningSystem;

beforeAll(async () => {
  bi = await runBiSystem(BI_SETTINGS, BI_HISTORY);
  system = bi.system;
}, 120_000);
afterAll(() => bi?.close());

const all = (sql: string) => bi.all(sql);

describe('details', () => {
  test('purchases and refunds, in the reporting currency, on local days', async () => {
    expect(
      await all(
        'select customer, order_id, line_id, day, amount, cost from bi.purchases order by time, line_id',
      ),
    ).toEqual([
      {
        customer: 'ann',
        order_id: 'o1',
        line_id: null,
        day: '2024-01-10',
        amount: '100.0000',
        cost: '40.0000',
      },
      {
        customer: 'bob',
        order_id: 'o2',
        line_id: null,
        day: '2024-01-20',
        amount: '50.0000',
        cost: '20.0000',
      },
      {
        customer: 'ann',
        order_id: 'o3',
        line_id: 'cup',
        day: '2024-02-05',
        amount: '10.0000',
        cost: '14.0000',
      },
      // 30.00 EUR and 40 % of them, at 1.10
      {
        customer: 'ann',
        order_id: 'o3',
        line_id: 'tea',
        day: '2024-02-05',
        amount: '33.0000',
        cost: '13.2000',
      },
      // GBP has no rate
      { customer: 'bob', order_id: 'o4', line_id: null, day: '2024-03-01', amount: null, cost: null },
      // 22:30 in UTC is past midnight in Berlin; 40 % of 12.34
      {
        customer: 'dan',
        order_id: 'o6',
        line_id: null,
        day: '2024-04-01',
        amount: '12.3400',
        cost: '4.9360',
      },
    ]);
    expect(await all('select order_id, line_id, day, amount, cost from bi.refunds order by time')).toEqual([
      // dated before its purchase, and more than was paid
      { order_id: 'o3', line_id: 'cup', day: '2024-02-05', amount: '10.0000', cost: '0.0000' },
      { order_id: 'o1', line_id: null, day: '2024-02-15', amount: '25.0000', cost: '10.0000' },
    ]);
  });

  test('their sums by month are the revenue metric', async () => {
    const sums = await all(`
      select to_char(day, 'YYYY-MM') as period, sum(amount) as revenue, sum(cost) as cost, sum(refunded) as refunds
      from (select day, amount, cost, 0 as refunded from bi.purchases
            union all select day, 0, -cost, amount from bi.refunds) moved
      group by 1 order by 1`);
    const { rows } = await system.metric('revenue', { precision: '4' });
    const zero = (value: string | null) => Number(value ?? 0).toFixed(4);
    expect(sums.map((row) => [row.period, zero(row.revenue), zero(row.refunds), zero(row.cost)])).toEqual(
      rows.map((row: Json) => [row.period, row.revenue, row.refunds, row.cost]),
    );
  });

  test.each([
    [
      'contacts',
      'channel-mix',
      `select to_char(day, 'YYYY-MM') as period, channel, count(*)::int as contacts, sum(cost) as "costToServe"
       from bi.contacts group by 1, 2 order by 1, 2`,
    ],
    [
      'complaints',
      'complaints',
      `select to_char(day, 'YYYY-MM') as period, count(*)::int as opened from bi.complaint_cases group by 1 order by 1`,
    ],
    ...['csat', 'nps', 'ces'].map((kind) => [
      `${kind} surveys`,
      kind,
      `select to_char(day, 'YYYY-MM') as period, count(*) filter (where event = 'answered')::int as responses,
         count(*) filter (where event = 'sent')::int as invited
       from bi.surveys where kind = '${kind}' group by 1 order by 1`,
    ]),
    [
      'customers',
      'ltv',
      `select 'all' as "group", count(*)::int as customers, sum(orders)::int as orders, sum(net) as net,
         sum(contribution) as contribution, sum(cost_to_serve) as "costToServe", sum(ltv) as ltv
       from bi.customers where first_purchase is not null`,
    ],
  ])('sums of %s are the metric %s', async (_, metric, sql) => {
    const sums = await all(sql);
    const { rows } = await system.metric(metric, { precision: '4' });
    // Periods without data have rows of zeros in the answer.
    const shown = rows.filter((row: Json) =>
      Object.keys(sums[0]).some((name) => typeof row[name] === 'number' && row[name] > 0),
    );
    const named = (row: Json) => Object.fromEntries(Object.keys(sums[0]).map((name) => [name, row[name]]));
    expect(sums).toEqual(shown.map(named));
  });

  test('contacts', async () => {
    expect(
      await all(`select customer, contact_id, channel_family, minutes_to_answer, minutes_to_resolution, transfers, cost
                 from bi.contacts order by time`),
    ).toEqual([
      {
        // its resolution says 7.00, and counts as the answer
        ...{ customer: 'ann', contact_id: 'c1', channel_family: 'voice', minutes_to_answer: 1440 },
        ...{ minutes_to_resolution: 1440, transfers: '0', cost: '7.0000' },
      },
      {
        ...{ customer: 'bob', contact_id: 'c2', channel_family: 'online', minutes_to_answer: null },
        ...{ minutes_to_resolution: null, transfers: '0', cost: '1.2000' },
      },
      {
        ...{ customer: 'dan', contact_id: 'c3', channel_family: 'voice', minutes_to_answer: 10 },
        ...{ minutes_to_resolution: null, transfers: '1', cost: '4.5000' },
      },
    ]);
  });

  test('complaints', async () => {
    expect(
      await all(`select complaint_id, answered_at, resolved_at, reopenings, compensation
                 from bi.complaint_cases order by time`),
    ).toEqual([
      {
        ...{ complaint_id: 'k1', answered_at: new Date('2024-02-21T12:00:00Z') },
        ...{ resolved_at: new Date('2024-02-21T12:00:00Z'), reopenings: '0', compensation: '5.0000' },
      },
      {
        // answered by the first resolution, resolved by the one after the reopening: 2.00 EUR at 1.50
        ...{ complaint_id: 'k2', answered_at: new Date('2024-03-04T12:00:00Z') },
        ...{ resolved_at: new Date('2024-03-06T12:00:00Z'), reopenings: '1', compensation: '3.0000' },
      },
      { complaint_id: 'k3', answered_at: null, resolved_at: null, reopenings: '0', compensation: null },
    ]);
  });

  test('surveys', async () => {
    expect(
      await all(`select customer, event, kind, score, scale_min, scale_max, about_kind, about_source, about_id, answered_at
                 from bi.surveys where customer = 'ann' order by time`),
    ).toEqual([
      {
        ...{ customer: 'ann', event: 'sent', kind: 'csat', score: null, scale_min: null, scale_max: null },
        ...{
          about_kind: null,
          about_source: null,
          about_id: null,
          answered_at: new Date('2024-02-23T12:00:00Z'),
        },
      },
      {
        ...{ customer: 'ann', event: 'answered', kind: 'csat', score: '2', scale_min: '1', scale_max: '5' },
        ...{ about_kind: 'complaint', about_source: 'shop', about_id: 'k1', answered_at: null },
      },
    ]);
  });

  test('moments', async () => {
    expect(
      await all(`select customer, moment_id, number, complete, segment, channel_family, answered, response, recovered
                 from bi.moments where moment = 'complaint' order by time`),
    ).toEqual([
      {
        // resolved a day later without an answer; two points of five in the survey about it
        ...{ customer: 'ann', moment_id: 'k1', number: 1, complete: true, segment: 'gold' },
        ...{ channel_family: 'online', answered: 'answered', response: '≤1d', recovered: 'not-recovered' },
      },
      {
        ...{ customer: 'bob', moment_id: 'k2', number: 1, complete: true, segment: 'basic' },
        ...{ channel_family: 'social', answered: 'answered', response: '≤1d', recovered: 'not-recovered' },
      },
      {
        ...{ customer: 'dan', moment_id: 'k3', number: 1, complete: true, segment: 'unknown' },
        ...{
          channel_family: 'online',
          answered: 'unanswered',
          response: 'never',
          recovered: 'not-recovered',
        },
      },
    ]);
    expect(
      await all(`select moment_id, stopped_buying, complained_again, positive_review, recommended, net_before, net_after,
                   net_change, cost_to_serve
                 from bi.moments where moment = 'complaint' order by time`),
    ).toEqual([
      {
        // 100.00 + 33.00 + 10.00 − 10.00 − 25.00; the compensation
        ...{ moment_id: 'k1', stopped_buying: true, complained_again: false, positive_review: false },
        ...{ recommended: false, net_before: '108.0000', net_after: '0.0000', net_change: '-108.0000' },
        cost_to_serve: '5.0000',
      },
      {
        // 50.00, without the 20.00 GBP; 2.00 EUR at 1.50; a positive mention, and 9 of 10 in an nps survey
        ...{ moment_id: 'k2', stopped_buying: true, complained_again: false, positive_review: true },
        ...{ recommended: true, net_before: '50.0000', net_after: '0.0000', net_change: '-50.0000' },
        cost_to_serve: '3.0000',
      },
      {
        ...{ moment_id: 'k3', stopped_buying: true, complained_again: false, positive_review: false },
        ...{ recommended: false, net_before: '12.3400', net_after: '0.0000', net_change: '-12.3400' },
        cost_to_serve: '0.0000',
      },
    ]);
  });

  test('moments have the ids by which the other details name them', async () => {
    const named = await all(`
      select m.moment, m.moment_id from bi.moments m
      join (select 'complaint' as moment, source, complaint_id as id, customer, time from bi.complaint_cases
            union all select 'contact', source, contact_id, customer, time from bi.contacts
            union all select 'survey', source, response_id, customer, time from bi.surveys where event = 'answered') d
        on (m.moment, m.source, m.moment_id, m.customer, m.time) = (d.moment, d.source, d.id, d.customer, d.time)
      order by 1, 2`);
    const ids = { complaint: ['k1', 'k2', 'k3'], contact: ['c1', 'c2', 'c3'], survey: ['q1', 'q2', 'q3'] };
    expect(named).toEqual(
      Object.entries(ids).flatMap(([moment, own]) => own.map((id) => ({ moment, moment_id: id }))),
    );
    expect(await all('select 1 from bi.moments')).toHaveLength(named.length);
  });

  const SHARES = ['stoppedBuying', 'complainedAgain', 'satisfied', 'positiveReview', 'recommended'];
  const AMOUNTS = ['netBefore', 'netAfter', 'netChange', 'costToServe'];

  test.each(
    ['complaint', 'contact', 'survey'].flatMap((moment) =>
      ['answered', 'channel', 'npsClass', 'segment'].map((by) => ({ moment, by })),
    ),
  )('sums of moments are the impact metric: $moment by $by', async ({ moment, by }) => {
    const column = sqlName(by);
    const sums = await all(`
      select ${column} as group, count(*)::int as moments, count(distinct customer)::int as customers
        ${SHARES.map(
          (name) =>
            `, array[count(${sqlName(name)}), count(*) filter (where ${sqlName(name)})]::int[] as "${name}"`,
        ).join('')}
        ${AMOUNTS.map((name) => `, round(avg(${sqlName(name)}), 4) as "${name}"`).join('')}
      from bi.moments where moment = '${moment}' and complete group by 1`);
    const { rows } = await system.metric('impact', { moment, by, unit: 'moment', precision: '4' });
    const byGroup = (a: Json, b: Json) => (a.group < b.group ? -1 : 1);
    expect(sums.sort(byGroup)).toEqual(
      rows
        .map(({ group, moments, customers, ...outcomes }: Json) => ({
          ...{ group, moments, customers },
          ...Object.fromEntries(SHARES.map((name) => [name, [outcomes[name].n, outcomes[name].count]])),
          ...Object.fromEntries(AMOUNTS.map((name) => [name, outcomes[name].value])),
        }))
        .sort(byGroup),
    );
  });

  test('customers, as the list of the API has them', async () => {
    const { customers } = await system.json('/v1/customers?sort=ltv');
    const views = await all('select * from bi.customers order by ltv desc');
    expect(views.map(({ customer, orders }) => [customer, orders])).toEqual([
      // 108.00 − 57.20 − 12.00; 50.00 − 20.00 − 1.20 − 3.00; 12.34 − 4.936 − 4.50
      ['ann', '2'],
      ['bob', '2'],
      ['dan', '1'],
    ]);
    expect(views.map(({ ltv }) => ltv)).toEqual(['38.8000', '25.8000', '2.9040']);
    expect(customers.length).toBe(views.length);
  });
});

test('every view and every column says what it is, under a name that needs no quotes', async () => {
  const views = await all(`
    select c.relname as view, obj_description(c.oid) as comment from pg_class c
    where relnamespace = 'bi'::regnamespace and relkind = 'v'`);
  expect(views.length).toBeGreaterThan(20);
  for (const { view, comment } of views) expect([view, comment]).toEqual([view, expect.stringMatching(/\w/)]);
  const columns = await all(`
    select c.relname as view, attname as name, col_description(c.oid, attnum) as comment
    from pg_attribute a join pg_class c on c.oid = attrelid where relnamespace = 'bi'::regnamespace and attnum > 0`);
  const reserved = new Set(
    (await all(`select word from pg_get_keywords() where catcode in ('R', 'T')`)).map(({ word }) => word),
  );
  for (const { view, name, comment } of columns) {
    expect([view, name, comment]).toEqual([view, name, expect.stringMatching(/\w/)]);
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(reserved).not.toContain(name);
  }
});

test('money has 4 decimals and counts are whole in the types of the columns', async () => {
  const typeOf = async (view: string, column: string) =>
    (
      await all(`select format_type(atttypid, atttypmod) as type from pg_attribute
                 where attrelid = 'bi.${view}'::regclass and attname = '${column}'`)
    )[0].type;
  expect(await typeOf('revenue', 'net')).toBe('numeric(38,4)');
  expect(await typeOf('revenue', 'orders')).toBe('bigint');
  expect(await typeOf('revenue', 'period_start')).toBe('date');
  expect(await typeOf('revenue', 'complete')).toBe('boolean');
  expect(await typeOf('churn', 'rate')).toBe('double precision');
  expect(await typeOf('at_stake', 'opened_at')).toBe('timestamp with time zone');
  expect(await typeOf('impact', 'stopped_buying_low')).toBe('double precision');
  expect(await typeOf('impact', 'net_after_value')).toBe('numeric(38,4)');
});

test('rounding in SQL goes to the even neighbour', async () => {
  const cases = ['0.00005', '0.00015', '-0.00025', '-0.00035', '1.23455', '1.23445', '7', '0.000051'];
  const { rows } = await bi.owner.query(
    'select bi_store.half_even(x)::text as rounded from unnest($1::numeric[]) x',
    [cases],
  );
  expect(rows.map(({ rounded }) => rounded)).toEqual([
    '0.0000',
    '0.0002',
    '-0.0002',
    '-0.0004',
    '1.2346',
    '1.2344',
    '7.0000',
    '0.0001',
  ]);
});

test('the reader begins read-only, with limits that spare the system', async () => {
  const shown = async (name: string) => Object.values((await all(`show ${name}`))[0])[0];
  expect(await shown('default_transaction_read_only')).toBe('on');
  expect(await shown('statement_timeout')).toBe('5min');
  expect(await shown('idle_in_transaction_session_timeout')).toBe('1min');
  expect(
    await all(
      `select rolconnlimit, rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = 'bi_reader'`,
    ),
  ).toEqual([{ rolconnlimit: 10, rolsuper: false, rolcreaterole: false, rolcreatedb: false }]);
});

test('the reader is refused everywhere else', async () => {
  const [{ generation }] = (
    await bi.owner.query(`select generation from ops.generations where status = 'active'`)
  ).rows;
  const intruder = await bi.connectAsReader();
  // Whoever has the password can take back what a session begins with.
  await intruder.query('set default_transaction_read_only = off');
  const refused = [
    'select * from ledger.events',
    'select * from ledger.identity',
    'select * from ops.keys',
    'select * from ops.quarantine',
    `select * from read.customers_v${generation}`,
    `select * from read.purchases_v${generation}`,
    'select * from bi_store.as_of',
    'select * from public.lifeledger_migrations',
    'insert into bi.as_of values (1, now(), now(), 0)',
    'delete from bi.metrics',
    'create table bi.mine (x int)',
    'create table public.mine (x int)',
    'create schema mine',
    'drop view bi.revenue',
    `select pg_read_file('/etc/passwd')`,
    `copy (select 1) to program 'true'`,
    'select rolpassword from pg_authid',
    'create role mine',
    'set role postgres',
  ];
  for (const sql of refused) {
    const code = await intruder.query(sql).then(
      () => 'allowed',
      (error) => error.code,
    );
    // insufficient_privilege; of a view that is no table, object_not_in_prerequisite_state; not the owner
    expect([sql, code]).toEqual([sql, '42501']);
  }
  await intruder.end();
});

test('the questions of docs/bi.md can be asked', async () => {
  const page = await readFile('docs/bi.md', 'utf8');
  const questions = [...page.matchAll(/^### (\d)\. .+?```sql\n(.+?)```/gms)].map(([, , sql]) => sql);
  expect(questions).toHaveLength(6);
  const answers: Json[][] = [];
  for (const question of questions) answers.push(await all(question));
  const [months, channels, waiting, countries, comeBack, afterwards] = answers;
  // January: 150.00 − 60.00 of two new customers; no customer came back.
  expect(months[0]).toEqual({
    ...{ period: '2024-01', net: '150.0000', contribution: '90.0000', margin: '60.0', new_customers: '2' },
    ...{ returning_customers: '0' },
  });
  // Two voice contacts, 7.00 and 4.50, answered after 1440 and 10 minutes.
  expect(channels[0]).toEqual({
    ...{ channel_family: 'voice', contacts: '2', cost: '11.5000', cost_per_contact: '5.75' },
    ...{ median_minutes_to_answer: 725, answered_within_30_minutes: '50.0' },
  });
  // k3 waits; Dan's ltv.
  expect(waiting).toEqual([
    { answer: 'within a day', complaints: '2', customers: '2', value: '64.6000', satisfied: '0.0' },
    { answer: 'none yet', complaints: '1', customers: '1', value: '2.9040', satisfied: null },
  ]);
  // 100 + 33 − 25 of tea; 50 of the pot; 10 − 10 of the cup; nobody said a country.
  expect(countries).toEqual([
    { country: 'unknown', product: 'tea', revenue: '133.0000', refunds: '25.0000', net: '108.0000' },
    { country: 'unknown', product: 'pot', revenue: '50.0000', refunds: '0', net: '50.0000' },
    { country: 'unknown', product: 'unknown', revenue: '12.3400', refunds: '0', net: '12.3400' },
    { country: 'unknown', product: 'cup', revenue: '10.0000', refunds: '10.0000', net: '0.0000' },
  ]);
  // Of Ann and Bob, one month on: Ann. Dan's month is the last with data, and has no age of one.
  expect(comeBack[0]).toEqual({ age: '1', customers: '2', active: '1', rate: '50.0' });
  // k1 and k2, of who had brought 108.00 and 50.00 before and nothing after; k3, of who had brought 12.34.
  expect(afterwards).toEqual([
    { response: '≤1d', customers: '2', stopped_buying: '100.0', satisfied: '0.0', net_change: '-79.00' },
    { response: 'never', customers: '1', stopped_buying: '100.0', satisfied: '0.0', net_change: '-12.34' },
  ]);
});

test('an answer to a survey is about the complaint of one desk, where two number them alike', async () => {
  const other = (type: string, id: string, time: string, data: object) => ({
    ...event(type, id, 'zoe', time, { complaintId: 'k3', ...data }),
    source: 'other-desk',
  });
  await system.publish([
    other('complaint.opened', 'z1', '2024-04-04T12:00:00Z', { channel: 'email' }),
    other('complaint.answered', 'z2', '2024-04-04T12:10:00Z', {}),
    {
      ...event('survey.answered', 'z3', 'zoe', '2024-04-05T12:00:00Z', {
        ...{ responseId: 'z3', kind: 'csat', score: 5, about: { complaintId: 'k3' } },
      }),
      source: 'other-desk',
    },
  ]);
  await system.caughtUp();
  const page = await readFile('docs/bi.md', 'utf8');
  const [, sql] = /^### 3\. .+?```sql\n(.+?)```/ms.exec(page) as RegExpExecArray;
  const found = await all(sql);
  // Nobody has asked Dan, whose complaint is k3 as well.
  expect(found.map(({ answer, satisfied }) => [answer, satisfied]).sort()).toEqual([
    ['none yet', null],
    ['within 30 minutes', '100.0'],
    ['within a day', '0.0'],
  ]);
});

test('a rebuild waits for no reader, and the views follow when the reader lets go', async () => {
  const generation = async (): Promise<number> => (await system.json('/v1/projections'))[0].generation;
  const before = await generation();
  const long = await bi.connectAsReader();
  await long.query('begin');
  const seen = (await long.query('select count(*) from bi.purchases')).rows;

  await system.json('/v1/projections/customers/rebuild', { method: 'POST' });
  await until(async () => (await generation()) > before);
  await system.publish([
    event('purchase.completed', 'o7', 'eve', '2024-06-01T12:00:00Z', { orderId: 'o7', amount: '1.00' }),
  ]);
  await bi.refreshed();
  expect((await system.metric('ltv')).rows[0].customers).toBe(4);
  // The tables that the long transaction reads are still there, and it goes on undisturbed.
  expect((await bi.owner.query('select generation from ops.generations order by 1')).rows).toEqual([
    { generation: before },
    { generation: before + 1 },
  ]);
  expect((await long.query('select count(*) from bi.purchases')).rows).toEqual(seen);

  await long.query('commit');
  await until(async () => (await all(`select 1 from bi.purchases where order_id = 'o7'`)).length === 1);
  await until(async () => (await bi.owner.query('select 1 from ops.generations')).rowCount === 1);
  for (const view of [
    'purchases',
    'refunds',
    'contacts',
    'complaint_cases',
    'surveys',
    'moments',
    'customers',
  ]) {
    const [{ definition }] = (
      await bi.owner.query(`select pg_get_viewdef('bi.${view}'::regclass) as definition`)
    ).rows;
    expect(definition).toMatch(new RegExp(`_v${before + 1}\\b`));
    expect(definition).not.toMatch(new RegExp(`_v${before}\\b`));
  }
  await long.end();
}, 120_000);
