import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { MINUTE } from '../calendar/index.js';
import { type Connection, copyIn, copyLine, rows, transaction } from '../database/index.js';
import { formatTime } from '../events/index.js';
import {
  CUSTOMERS_PROJECTION,
  type InsightSettings,
  type MetricAnswer,
  MetricAnswers,
  projectionVersion,
  readQuestion,
  snapshot,
} from '../insights/index.js';
import { type Metric, MOST_ROWS, TooManyRows } from '../metrics/index.js';
import { formatAmount } from '../money/index.js';
import { type Standing, standing, standingNow, tablesOf } from '../projections/index.js';
import { define } from './define.js';
import { detailViews } from './detail/detail-views.js';
import { metricColumns } from './metric-columns.js';
import { metricTable, metricView } from './metric-view.js';
import { identifier, plainName } from './sql-text.js';
import { TAKE_TURN } from './turn.js';

/** A metric that shows the first rows of many may have more. */
const CUT_OFF = `the view has ${MOST_ROWS} rows, as many as an answer may have: there may be more`;

/** Money as exact as it is kept. */
const PRECISION = '4';

interface Told {
  metric: Metric;
  /** Null where there are more rows than an answer may have. */
  answer: MetricAnswer | null;
  problem: string | null;
}

/** Keeps the views of `bi` what they should be. */
export class BiViews {
  private readonly answers: MetricAnswers;
  private readonly version: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: InsightSettings,
    private readonly metrics: readonly Metric[],
  ) {
    // Written once, and not asked for again.
    this.answers = new MetricAnswers(dataSource, settings, 0);
    this.version = projectionVersion(metrics, settings);
  }

  /** Where the projection stands; null while no tables of this code's version serve. */
  async standing(): Promise<Standing | null> {
    return this.own(await standingNow(this.dataSource, CUSTOMERS_PROJECTION));
  }

  private own(now: Standing | null): Standing | null {
    return now?.version === this.version ? now : null;
  }

  /**
   * Lets the views of details read the tables that serve.
   * @returns the generation they read now; null where none of this code's version serves
   * @throws lock_not_available while somebody reads one of them
   */
  pointDetails(): Promise<number | null> {
    return transaction(this.dataSource, async (connection) => {
      // First the lock: what serves is read when no other process can be about to change the views.
      await connection.query(TAKE_TURN);
      const now = this.own(await standing(connection, CUSTOMERS_PROJECTION));
      if (!now) return null;
      const { unitCosts, ...settings } = this.settings;
      const costs = [...unitCosts].map(([channel, cost]) => [channel, formatAmount(cost, 4)] as const);
      const details = detailViews(tablesOf(now.generation), { ...settings, unitCosts: costs });
      await define(connection, 'detail', details);
      return now.generation;
    });
  }

  /**
   * Writes every metric's answer at its default parameters, with all its rows, all of one instant.
   * @param signal ends it before the next metric is worked out, by an error
   * @returns of when they are; null where no tables of this code's version serve
   * @throws lock_not_available while somebody reads a view whose columns must change
   */
  async refresh(signal?: AbortSignal): Promise<Standing | null> {
    const told: Told[] = [];
    const now = await snapshot(this.dataSource, async (connection, at) => {
      told.length = 0;
      if (!this.own(at)) return at;
      for (const metric of this.metrics) {
        signal?.throwIfAborted();
        told.push(await this.tell(connection, at, metric));
      }
      return at;
    });
    if (!this.own(now)) return null;
    await transaction(this.dataSource, async (connection) => {
      await connection.query(TAKE_TURN);
      if (!(await isNewer(connection, now))) return;
      const currency = this.settings.reportingCurrency;
      await define(
        connection,
        'metric',
        told.map(({ metric }) => metricView(metric, currency)),
      );
      for (const one of told) await writeRows(connection, one, currency);
      await writeDescriptions(connection, told);
      await writeAsOf(connection, now);
    });
    return now;
  }

  private async tell(connection: Connection, now: Standing, metric: Metric): Promise<Told> {
    const whole = (metric.parameters ?? []).flatMap(({ name, whole }) => (whole ? [[name, whole]] : []));
    const raw = { ...Object.fromEntries(whole), precision: PRECISION };
    const read = readQuestion(metric, raw, this.settings.reportingTimeZone);
    if ('errors' in read)
      throw new Error(`${metric.name} has no default question: ${read.errors[0].message}`);
    try {
      const { answer } = await this.answers.answerIn(connection, now, metric, read.question);
      return { metric, answer, problem: answer.rows.length < MOST_ROWS ? null : CUT_OFF };
    } catch (error) {
      if (!(error instanceof TooManyRows)) throw error;
      return { metric, answer: null, problem: error.message };
    }
  }
}

/** Whether what stands in the views is older: another process may have been faster. */
async function isNewer(connection: Connection, { now }: Standing): Promise<boolean> {
  const [kept] = await rows<[number]>(connection, 'select read_at from bi_store.as_of');
  return kept === undefined || kept[0] < now;
}

async function writeRows(connection: Connection, { metric, answer }: Told, currency: string): Promise<void> {
  const columns = metricColumns(metric, currency);
  const lines = (answer?.rows ?? []).map((row) => copyLine(columns.map((column) => column.valueIn(row))));
  const hash = createHash('sha256').update(lines.join('')).digest('base64url');
  const { rowCount } = await connection.query(
    `update bi_store.definitions set content_hash = $2 where name = $1 and content_hash is distinct from $2`,
    [plainName(metric.name), hash],
  );
  // What has not changed is not written again.
  if (rowCount === 0) return;
  const table = metricTable(metric);
  await connection.query(`delete from ${table}`);
  await copyIn(
    connection,
    table,
    columns.map(({ name }) => identifier(name)),
    lines,
  );
}

/** What the answer says that every answer says; the rest is of the metric's own. */
const COMMON = new Set<string>([
  'metric',
  'version',
  'unit',
  'source',
  'parameters',
  'position',
  'rows',
  'unconverted',
  'failed',
]);

async function writeDescriptions(connection: Connection, told: readonly Told[]): Promise<void> {
  const described = told.map(({ metric, answer, problem }) => ({
    metric: metric.name,
    view: plainName(metric.name),
    title: metric.title,
    unit: metric.unit,
    description: metric.description,
    definition: metric.definition ?? null,
    source: metric.source,
    version: metric.version,
    parameters: answer?.parameters ?? {},
    beside: Object.fromEntries(Object.entries(answer ?? {}).filter(([name]) => !COMMON.has(name))),
    unconverted: answer?.unconverted ?? [],
    problem,
  }));
  await connection.query('delete from bi_store.metrics');
  await connection.query(
    'insert into bi_store.metrics select * from jsonb_populate_recordset(null::bi_store.metrics, $1)',
    [JSON.stringify(described)],
  );
}

async function writeAsOf(connection: Connection, { now, position, failed }: Standing): Promise<void> {
  await connection.query(
    `insert into bi_store.as_of (position, as_of, read_at, failed) values ($1, $2, $3, $4)
     on conflict (only_row) do update set position = excluded.position, as_of = excluded.as_of,
       read_at = excluded.read_at, refreshed_at = now(), failed = excluded.failed`,
    [position, formatTime(now - (now % MINUTE)), formatTime(now), failed],
  );
}
