import pg from 'pg';
import type { Json } from './run-system.js';

/**
 * The metrics of CDNOW worked out in plain SQL over the rows of its file, from the words of the definitions and with no
 * code of the system. All purchases are in dollars, at noon UTC, each an order of its own, without costs or refunds, and
 * every period and churn instant is long over. SQL rounds a tie away from zero, the system to even: no tie occurs here.
 */
export interface CdnowFigures {
  /** Purchases, customers and dollars of the whole file. */
  totals(): Promise<{ purchases: number; customers: number; dollars: string }>;
  revenue(): Promise<Json[]>;
  ltv(): Promise<Json[]>;
  retention(): Promise<Json[]>;
  lifecycle(): Promise<Json[]>;
  churn(window: number): Promise<Json[]>;
  close(): Promise<void>;
}

/** @param lines of the file, the header left out: customer, YYYYMMDD, CDs, dollars */
export async function loadCdnow(databaseUrl: string, lines: readonly string[]): Promise<CdnowFigures> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c TimeZone=UTC' });
  await client.connect();
  await client.query(`
    create temp table purchase (customer text, at timestamptz, month date, dollars numeric);
    create function pg_temp.months(later date, earlier date) returns integer language sql return
      (extract(year from later) * 12 + extract(month from later) - extract(year from earlier) * 12
        - extract(month from earlier))::integer`);
  const cells = lines.map((line) => line.trim().split(/\s+/));
  await client.query(
    `insert into purchase
     select customer, day + interval '12 hours', date_trunc('month', day)::date, dollars
     from unnest($1::text[], $2::date[], $3::numeric[]) as row(customer, day, dollars)`,
    [0, 1, 3].map((column) => cells.map((cell) => cell[column])),
  );
  await client.query('create index on purchase (customer, at); analyze purchase');
  const ask = async (text: string, values: unknown[] = []) =>
    (await client.query<{ row: Json }>(text, values)).rows.map(({ row }) => row);

  return {
    totals: async () =>
      (
        await ask(
          `select json_build_object('purchases', count(*), 'customers', count(distinct customer),
             'dollars', round(sum(dollars), 2)::text) as row from purchase`,
        )
      )[0],
    revenue: () => ask(REVENUE),
    ltv: () => ask(LTV),
    retention: () => ask(RETENTION),
    lifecycle: () => ask(LIFECYCLE),
    churn: (window) => ask(CHURN, [window]),
    close: () => client.end(),
  };
}

/** Every calendar month from the first to the last purchase's. */
const MONTHS = `month as (
  select generate_series(min(month), max(month), '1 month')::date as month from purchase)`;

const REVENUE = `
  with ${MONTHS}
  select json_build_object('period', to_char(month, 'YYYY-MM'), 'orders', count(customer),
    'customers', count(distinct customer), 'revenue', round(coalesce(sum(dollars), 0), 2)::text, 'refunds', '0.00',
    'net', round(coalesce(sum(dollars), 0), 2)::text, 'cost', '0.00',
    'contribution', round(coalesce(sum(dollars), 0), 2)::text, 'complete', true) as row
  from month left join purchase using (month) group by month order by month`;

const LTV = `
  select json_build_object('group', 'all', 'customers', count(distinct customer), 'orders', count(*),
    'net', round(sum(dollars), 2)::text, 'contribution', round(sum(dollars), 2)::text, 'costToServe', '0.00',
    'ltv', round(sum(dollars), 2)::text,
    'ltvPerCustomer', round(sum(dollars) / count(distinct customer), 2)::text) as row
  from purchase`;

/** Every cohort with every age up to the last month that has a purchase. */
const RETENTION = `
  with ${MONTHS},
  member as (select customer, min(month) as cohort from purchase group by customer),
  cohort as (select cohort, count(*) as size from member group by cohort),
  cell as (
    select cohort, pg_temp.months(month, cohort) as age, count(distinct customer) as active, count(*) as orders,
      sum(dollars) as dollars
    from purchase join member using (customer) group by cohort, age),
  grid as (
    select first.month as cohort, coalesce(size, 0) as size, pg_temp.months(later.month, first.month) as age
    from month as first join month as later on later.month >= first.month
      left join cohort on cohort.cohort = first.month
    where first.month <= (select max(cohort) from cohort)),
  filled as (
    select cohort, size, age, coalesce(active, 0) as active, coalesce(orders, 0) as orders,
      coalesce(dollars, 0) as dollars,
      sum(coalesce(dollars, 0)) over (partition by cohort order by age) as cumulative
    from grid left join cell using (cohort, age))
  select json_build_object('cohort', to_char(cohort, 'YYYY-MM'), 'size', size, 'age', age, 'active', active,
    'rate', active::float8 / nullif(size, 0), 'orders', orders, 'revenue', round(dollars, 2)::text,
    'net', round(dollars, 2)::text, 'contribution', round(dollars, 2)::text,
    'cumulativeNet', round(cumulative, 2)::text,
    'cumulativeNetPerCustomer', round(cumulative / nullif(size, 0), 2)::text, 'complete', true) as row
  from filled order by cohort, age`;

const LIFECYCLE = `
  with ${MONTHS},
  bought as (
    select customer, month, lag(month) over mine as before, lead(month) over mine as after
    from (select distinct customer, month from purchase) as once
    window mine as (partition by customer order by month)),
  kind as (
    select month, case when before is null then 'new' when before = month - interval '1 month' then 'returning'
      else 'reactivated' end as kind from bought
    union all
    select (month + interval '1 month')::date, 'dormant' from bought
    where after is null or after > month + interval '1 month'),
  counted as (
    select month, count(*) filter (where kind = 'new') as new, count(*) filter (where kind = 'returning') as returning_,
      count(*) filter (where kind = 'reactivated') as reactivated, count(*) filter (where kind = 'dormant') as dormant
    from month left join kind using (month) group by month)
  select json_build_object('period', to_char(month, 'YYYY-MM'), 'new', new, 'returning', returning_,
    'reactivated', reactivated, 'dormant', dormant, 'active', new + returning_ + reactivated, 'complete', true) as row
  from counted order by month`;

/** $1: the window in days of 24 hours. Months go on to the last churn instant's. */
const CHURN = `
  with length as (select make_interval(hours => 24 * $1::integer) as w),
  bought as (
    select customer, at, lag(at) over mine as previous, lead(at) over mine as next
    from (select distinct customer, at from purchase) as instant
    window mine as (partition by customer order by at)),
  lost as (select customer, at + w as at from bought, length where next is null or next > at + w),
  month as (
    select start, start + interval '1 month' as finish
    from generate_series((select date_trunc('month', min(at)) from bought),
      (select date_trunc('month', max(at)) from lost), '1 month') as start),
  active as (select distinct start, customer from month, bought, length where at < start and start <= at + w),
  counted as (
    select start,
      (select count(*) from active a where a.start = m.start) as at_start,
      (select count(*) from bought b where previous is null and b.at >= m.start and b.at < finish) as new,
      (select count(distinct a.customer) from active a join lost using (customer)
        where a.start = m.start and lost.at >= m.start and lost.at < finish) as churned,
      (select count(distinct customer) from bought b, length
        where b.at >= m.start and b.at < finish and previous + w < b.at) as won_back
    from month m)
  select json_build_object('period', to_char(start, 'YYYY-MM'), 'activeAtStart', at_start, 'new', new,
    'churned', churned, 'wonBack', won_back, 'rate', churned::float8 / nullif(at_start, 0), 'complete', true) as row
  from counted order by start`;
