import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PostgresEventStore } from '../../libs/event-store/index.js';
import { BenchProcess } from './bench-process.js';
import type { BenchServer } from './bench-server.js';
import { type Figure, runs, seconds } from './measure.js';
import { parsed, purchaseEvents } from './purchases.js';

const CUSTOMERS = 200_000;
const PURCHASES = 2_000_000;
const PART = 100_000;
const RUNS = 9;

type Purchase = { subject: string; time: string; data: { orderId: string; amount: string; cost: string } };

const MATRIX = `
  with first as (
    select customer, date_trunc('month', min(time)) as cohort from purchases group by customer
  ), cells as (
    select f.cohort, date_diff('month', f.cohort, date_trunc('month', p.time)) as age,
           count(distinct p.customer) as active, count(distinct p.order_id) as orders,
           sum(p.amount) as revenue, sum(p.amount - p.cost) as contribution
    from purchases p join first f using (customer) group by all
  )
  select *, first_value(active) over (partition by cohort order by age) as size,
         sum(revenue) over (partition by cohort order by age) as cumulative
  from cells order by cohort, age`;

/** The retention matrix through the API, against DuckDB computing it from the purchases in memory. */
export async function retention(server: BenchServer, note: (line: string) => void): Promise<Figure[]> {
  const database = await server.fresh();
  const folder = await mkdtemp(join(tmpdir(), 'lifeledger-bench-'));
  try {
    const events = purchaseEvents(PURCHASES, CUSTOMERS) as Purchase[];
    const store = new PostgresEventStore(database.dataSource);
    for (let i = 0; i < PURCHASES; i += 5_000) {
      await store.append(parsed(events.slice(i, i + 5_000)).map((event) => ({ event })));
    }
    await store.close();
    const api = await BenchProcess.start('all', database.url);
    note('  2,000,000 purchases are in the log; folding them');
    await api.answersUpTo(PURCHASES);

    const duckdb = await DuckDBInstance.create(':memory:', { threads: String(availableParallelism()) });
    const connection = await duckdb.connect();
    await connection.run(
      'create table purchases (customer varchar, time timestamp, order_id varchar, amount decimal(18, 4), cost decimal(18, 4))',
    );
    for (let i = 0; i < PURCHASES; i += PART) {
      const file = join(folder, 'part.csv');
      const lines = events
        .slice(i, i + PART)
        .map(
          ({ subject, time, data }) =>
            `${subject},${time.slice(0, -1)},${data.orderId},${data.amount},${data.cost}`,
        );
      await writeFile(file, lines.join('\n'));
      await connection.run(`insert into purchases select * from read_csv('${file}', header = false)`);
    }
    const baseline = await runs(RUNS, () =>
      seconds(async () => (await connection.runAndReadAll(MATRIX)).getRows()).then((time) => time * 1000),
    );
    connection.closeSync();

    // Splits by what is unknown of everybody: the same matrix, but another question each time, worked out anew.
    const splits = ['segment', 'country', 'generation', 'acquisitionChannel', 'campaign'];
    const questions = [0, 1, 2, 3, 4].flatMap((precision) =>
      splits.map((by) => `/v1/metrics/retention?precision=${precision}&by=${by}`),
    );
    let asked = 0;
    const fresh = await runs(questions.length - 1, () =>
      seconds(() => api.send('GET', questions[asked++])).then((time) => time * 1000),
    );
    const repeated = await runs(RUNS * 5, () =>
      seconds(() => api.send('GET', '/v1/metrics/retention')).then((time) => time * 1000),
    );
    await api.stop();
    const shared = {
      unit: 'ms',
      baseline,
      baselineName: 'DuckDB from the purchases',
      goal: 200,
      least: 50,
      lessIsBetter: true,
    };
    return [
      { ...shared, name: 'retention matrix through the API, asked again', ours: repeated.slice(0, RUNS) },
      {
        ...shared,
        name: 'retention matrix through the API, asked for the first time',
        ours: fresh.slice(0, RUNS),
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
    await database.drop();
  }
}
