import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { transaction } from '../../libs/database/index.js';
import { metrics, TooManyRows } from '../../libs/metrics/index.js';
import { currentGenerations } from '../../libs/projections/generations.js';
import { requestRebuild } from '../../libs/projections/index.js';
import { histories, queries, settings } from '../support/histories.js';
import { type Ledger, openLedger } from '../support/ledger.js';
import type { PublishedEvent, Query } from '../support/plain-calculation/index.js';
import { queryParameters } from '../support/query-parameters.js';
import { readModelContents } from '../support/read-model-contents.js';

/** What docs/scaling.md tells to run. */
const SPREAD_TABLES = readFileSync(new URL('../../docs/spread-tables.sql', import.meta.url), 'utf8');
const RUNS = Number(process.env.SPREAD_RUNS ?? 4);

const arrivals = histories.chain((events) =>
  fc.record({
    events: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
    /** How many events the tables hold when they are spread. */
    before: fc.oneof(fc.constant(0), fc.nat({ max: events.length })),
    parts: fc.constantFrom(1, 3, 4),
    projectors: fc.constantFrom(1, 3),
    batchSize: fc.constantFrom(1, 5, 5_000),
    partitions: fc.constantFrom(3, 64),
  }),
);

const questions = fc.record(
  Object.fromEntries([...metrics.keys()].map((name) => [name, queries(name).map((query) => [{}, query])])),
);

test('tables that are spread by their partitions hold and answer what whole ones do', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings(), questions, async ({ events, ...how }, given, asked) => {
      const { before, parts, projectors } = how;
      const ledger = await openLedger({ ...given, ...how, pollMilliseconds: 50 });
      try {
        await makeGeneration(ledger);
        const startAll = () => Array.from({ length: projectors }, () => ledger.addProjector());
        let living = startAll();
        const stopAll = () => Promise.all(living.map((projector) => projector.stop()));
        await ledger.publish(events.slice(0, before).map(published));
        if (before > 0) await ledger.caughtUp();
        // While projectors may be writing.
        await spread(ledger, 1, parts);
        await ledger.publish(events.slice(before).map(published));
        await ledger.caughtUp();
        const followed = await answers(ledger, asked, given.asOf);
        await stopAll();
        const contents = await readModelContents(ledger, 1);

        ledger.start();
        await ledger.rebuild();
        await ledger.stopProjector();
        expect(await answers(ledger, asked, given.asOf)).toEqual(followed);
        expect(await readModelContents(ledger, 2)).toEqual(contents);

        await requestRebuild(ledger.dataSource, ledger.projection.name);
        await makeGeneration(ledger);
        await spread(ledger, 3, parts);
        living = startAll();
        await serves(ledger, 3);
        await ledger.caughtUp();
        expect(await answers(ledger, asked, given.asOf)).toEqual(followed);
        await stopAll();
        expect(await readModelContents(ledger, 3)).toEqual(contents);
        expect(ledger.reports.filter((line) => line.includes('set aside'))).toEqual([]);
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
}, 600_000);

/** As a projector does before it folds: the tables of the next generation. */
async function makeGeneration({ dataSource, projection }: Ledger): Promise<void> {
  await transaction(dataSource, (connection) => currentGenerations(connection, projection));
}

/** Spreads every table of a generation; each is a partitioned one afterwards, by its partition or lane. */
async function spread({ dataSource }: Ledger, generation: number, parts: number): Promise<void> {
  await transaction(dataSource, async (connection) => {
    await connection.query(`${SPREAD_TABLES}; select pg_temp.spread_tables(${generation}, ${parts});`);
    await connection.query('drop function pg_temp.spread_tables');
    const { rows: left } = await connection.query(
      `select t as table from ops.generations g, unnest(g.tables) t
       where g.generation = $1 and coalesce(pg_get_partkeydef(t::regclass), '') !~ '^HASH \\((partition|lane)\\)$'`,
      [generation],
    );
    expect(left).toEqual([]);
  });
}

async function serves({ dataSource, reports }: Ledger, generation: number): Promise<void> {
  for (;;) {
    const [{ active }] = await dataSource.query('select active_generation as active from ops.projections');
    if (active === generation) return;
    if (reports.length > 20) throw new Error(reports.join('\n'));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What is answered to each question, now and as of an instant. */
async function answers(
  ledger: Ledger,
  asked: Record<string, Query[]>,
  asOf: number,
): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const [metric, ofMetric] of Object.entries(asked)) {
    for (const query of ofMetric) {
      for (const at of [null, asOf]) {
        const parameters = queryParameters({ ...query, asOfGiven: at !== null }, at);
        const answer = await ledger.ask(metric, parameters).catch(orTooManyRows);
        given[`${metric} ${JSON.stringify(parameters)}`] = answer?.rows;
      }
    }
  }
  return given;
}

function published(event: PublishedEvent): object {
  return { specversion: '1.0', ...event };
}

function orTooManyRows(error: unknown): undefined {
  if (!(error instanceof TooManyRows)) throw error;
}
