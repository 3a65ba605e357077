import { createDataSource, migrate } from '../../libs/database/index.js';
import { type AppendResult, PostgresEventStore } from '../../libs/event-store/index.js';
import { parseEvent } from '../../libs/events/index.js';
import { MetricAnswers, snapshot } from '../../libs/insights/answer/answer.js';
import { readQuestion } from '../../libs/insights/answer/question.js';
import { CUSTOMERS_PROJECTION, CustomerProjection } from '../../libs/insights/customer-projection.js';
import type { InsightSettings } from '../../libs/insights/settings.js';
import { metrics } from '../../libs/metrics/index.js';
import { parseAmount } from '../../libs/money/index.js';
import { DEFAULT_PARTITIONS, Projector, requestRebuild } from '../../libs/projections/index.js';
import { createTestDatabase } from './test-database.js';

export interface TestSettings {
  timeZone?: string;
  defaultCostRate?: string;
  unitCosts?: Record<string, string>;
  batchSize?: number;
  partitions?: number;
  /** How often projectors look when nothing is notified. */
  pollMilliseconds?: number;
}

/** The log and its read models on a database of their own, without HTTP. */
export async function openLedger(options: TestSettings = {}) {
  const database = await createTestDatabase();
  const dataSource = createDataSource({ url: database.url, poolSize: 20 });
  await dataSource.initialize();
  await migrate(dataSource);
  const store = new PostgresEventStore(dataSource);
  const settings: InsightSettings = {
    reportingCurrency: 'USD',
    reportingTimeZone: options.timeZone ?? 'UTC',
    defaultCostRate: options.defaultCostRate ?? '0',
    partitions: options.partitions ?? DEFAULT_PARTITIONS,
    unitCosts: new Map(Object.entries(options.unitCosts ?? {}).map(([c, cost]) => [c, parseAmount(cost)])),
    find: (source, id) => store.find(source, id),
  };
  const projection = new CustomerProjection([...metrics.values()], settings);
  const reports: string[] = [];
  const makeProjector = () =>
    new Projector({
      store,
      dataSource,
      projection,
      batchSize: options.batchSize,
      pollMilliseconds: options.pollMilliseconds,
      report: (line) => reports.push(line),
    });
  let projector = makeProjector();
  const others: Projector[] = [];
  const answers = new MetricAnswers(dataSource, settings);

  const ledger = {
    dataSource,
    store,
    settings,
    projection,
    reports,
    url: database.url,
    /** Validates and appends events as they would be published. */
    async publish(events: readonly object[]): Promise<AppendResult[]> {
      const parsed = events.map((event) => {
        const result = parseEvent(event, { now: Date.now() * 1000, reportingCurrency: 'USD' });
        if (!result.ok) throw new Error(JSON.stringify(result.errors));
        return { event: result.event };
      });
      return store.append(parsed);
    },
    start: () => projector.start(),
    /** Waits until the answers hold everything that is in the log. */
    async caughtUp(): Promise<void> {
      const head = await store.head();
      for (;;) {
        const [position, failed] = await snapshot(dataSource, async (_, now) => [
          now.position,
          now.failed,
        ]).catch(() => [-1, 0]);
        if (position >= head || failed > 0) return;
        if (reports.length > 20) throw new Error(reports.join('\n'));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async ask(name: string, parameters: Record<string, string> = {}) {
      const metric = metrics.get(name);
      if (!metric) throw new Error(`no metric ${name}`);
      const read = readQuestion(metric, parameters, settings.reportingTimeZone);
      if ('errors' in read) throw new Error(JSON.stringify(read.errors));
      return (await answers.answer(metric, read.question)).answer;
    },
    async rebuild(): Promise<void> {
      const generation = () =>
        dataSource
          .query('select active_generation from ops.projections')
          .then(([row]) => row?.active_generation);
      const before = await generation();
      await requestRebuild(dataSource, CUSTOMERS_PROJECTION);
      while ((await generation()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async restartProjector(): Promise<void> {
      await projector.stop();
      projector = makeProjector();
      projector.start();
    },
    /** Starts one more beside, that shares the partitions. */
    addProjector(): Projector {
      const other = makeProjector();
      others.push(other);
      other.start();
      return other;
    },
    stopProjector: () => projector.stop(),
    async close(): Promise<void> {
      await Promise.all([projector, ...others].map((each) => each.stop()));
      await store.close();
      await dataSource.destroy();
      await database.drop();
    },
  };
  return ledger;
}

export type Ledger = Awaited<ReturnType<typeof openLedger>>;
