import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { DataSource } from 'typeorm';
import { MINUTE } from '../../calendar/index.js';
import { type Connection, transaction } from '../../database/index.js';
import { visibleHistory } from '../../facts/index.js';
import {
  type AnswerRow,
  type CellMetric,
  type HistoryMetric,
  isCellMetric,
  type Metric,
  type Question,
  type TallyAnswer,
  type UnconvertedAmount,
} from '../../metrics/index.js';
import { formatAmount } from '../../money/index.js';
import { type Standing, standing, tablesOf } from '../../projections/index.js';
import { CUSTOMERS_PROJECTION } from '../customer-projection.js';
import { eachHistory } from '../each-history.js';
import type { InsightSettings } from '../settings.js';
import { AnswerCache } from './answer-cache.js';
import { answersFromSums, collect } from './collect.js';
import { keptAnswer } from './kept-answer.js';
import { type OpenQuestion, resolvedParameters } from './question.js';

/** What is worked out for an answer. */
interface Worked {
  rows: AnswerRow[];
  /** What the answer says beside its rows. */
  beside?: Readonly<Record<string, unknown>>;
  unconverted: MetricAnswer['unconverted'];
}

/** An answer as the API gives it. */
export interface MetricAnswer {
  metric: string;
  version: number;
  unit: string;
  source: string;
  parameters: Record<string, unknown>;
  /** Everything at or below is in the answer. */
  position: string;
  rows: AnswerRow[];
  /** Amounts left out of the sums because their currency has no rate. */
  unconverted: { currency: string; count: number; amount: string }[];
  /** Events that the projection could not digest. */
  failed: number;
}

export interface Answered {
  answer: MetricAnswer;
  /** Changes with everything the answer depends on. */
  etag: string;
  /** The answer as JSON text, made once. */
  json(): string;
}

/** No projector has made the tables yet, or not those of this version. */
export class NotReady extends Error {
  constructor() {
    super('the projections are being started');
  }
}

/** Values in the rows of the answers that are kept: some 60 bytes each, with their text. */
const KEPT_VALUES = 500_000;
/** As so many counts what an answer has beside its rows. */
const BESIDE_ROWS = 100;

/** Answers metrics from the read model that serves. */
export class MetricAnswers {
  private readonly cache: AnswerCache<Answered>;
  /** Questions over every history take long: a few at a time, so that others find a connection. */
  private readonly scans = pLimit(2);

  /** @param keep how many values of answers to keep for who asks the same again */
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: InsightSettings,
    keep = KEPT_VALUES,
  ) {
    this.cache = new AnswerCache(keep);
  }

  /** @throws NotReady */
  answer(metric: Metric, open: OpenQuestion): Promise<Answered> {
    const work = () => this.work(metric, open);
    return answersFromSums(metric, open) ? work() : this.scans(work);
  }

  private async fromCells(
    connection: Connection,
    now: Standing,
    metric: CellMetric,
    question: Question,
  ): Promise<Worked> {
    const { cells, base, unconverted } = await collect(connection, now, metric, question, this.settings);
    return { rows: metric.rows(cells, question, base), unconverted: amountTexts(unconverted, question) };
  }

  /** From the rows that are kept, else from every history. */
  private async fromHistories(
    connection: Connection,
    now: Standing,
    metric: HistoryMetric,
    question: Question,
  ): Promise<Worked> {
    const { unconverted = [], ...worked } =
      (await keptAnswer(connection, now, metric, question, this.settings)) ??
      (await this.lookingAtEach(connection, now, metric, question));
    return { ...worked, unconverted: amountTexts(unconverted, question) };
  }

  private async lookingAtEach(
    connection: Connection,
    now: Standing,
    metric: HistoryMetric,
    question: Question,
  ): Promise<TallyAnswer> {
    const tally = metric.begin(question);
    const tables = tablesOf(now.generation);
    for await (const { person, history } of eachHistory(connection, tables, question.filter)) {
      tally.add(person, visibleHistory(history, question.asOf, this.settings.unitCosts));
    }
    return tally.finish();
  }

  private work(metric: Metric, open: OpenQuestion): Promise<Answered> {
    return snapshot(this.dataSource, (connection, now) => this.answerIn(connection, now, metric, open));
  }

  /** The answer as one {@link snapshot} has it: of the questions asked in it, all at the same position and instant. */
  async answerIn(
    connection: Connection,
    now: Standing,
    metric: Metric,
    open: OpenQuestion,
  ): Promise<Answered> {
    const question = atInstant(metric, open, now);
    const parameters = resolvedParameters(metric, question);
    const state = JSON.stringify([now.generation, now.changes, now.failed]);
    const key = JSON.stringify([metric.name, metric.version, parameters]);
    const known = this.cache.get(state, key);
    if (known) return known;

    const { rows, unconverted, beside } = isCellMetric(metric)
      ? await this.fromCells(connection, now, metric, question)
      : await this.fromHistories(connection, now, metric, question);
    const answer: MetricAnswer = {
      metric: metric.name,
      version: metric.version,
      unit: metric.unit,
      source: metric.source,
      parameters,
      position: String(now.position),
      rows,
      ...beside,
      unconverted,
      failed: now.failed,
    };
    let text: string | undefined;
    const answered: Answered = {
      answer,
      etag: `"${createHash('sha256').update(`${now.logId} ${now.version} ${state} ${key}`).digest('base64url').slice(0, 27)}"`,
      json: () => {
        text ??= JSON.stringify(answer);
        return text;
      },
    };
    this.cache.set(state, key, answered, BESIDE_ROWS + rows.length * metric.columns.length);
    return answered;
  }
}

function amountTexts(
  unconverted: readonly UnconvertedAmount[],
  { precision }: Question,
): MetricAnswer['unconverted'] {
  return unconverted.map(({ currency, count, amount }) => ({
    currency,
    count,
    amount: formatAmount(amount, precision),
  }));
}

/** The question at the instant it is for: the one asked for, else now by the database's clock, to the minute. */
export function atInstant(metric: Metric, open: OpenQuestion, { now }: Pick<Standing, 'now'>): Question {
  const asOf = open.asOf ?? now - (now % MINUTE);
  const own = { ...open.own };
  for (const { name, standardAt } of metric.parameters ?? []) {
    own[name] ??= standardAt?.({ calendar: open.calendar, asOf, own }) ?? null;
  }
  return { ...open, asOf, own };
}

const UNDEFINED_TABLE_OR_COLUMN = ['42P01', '42703'];

/**
 * Runs work on one consistent picture of the read model. When the tables were switched away beneath it,
 * it is run again on the new ones.
 * @throws NotReady also while what serves was made by another version of the code, and has not what this one reads
 */
export async function snapshot<T>(
  dataSource: DataSource,
  work: (connection: Parameters<Parameters<typeof transaction>[1]>[0], now: Standing) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(
        dataSource,
        async (connection) => {
          const now = await standing(connection, CUSTOMERS_PROJECTION);
          if (!now) throw new NotReady();
          return work(connection, now);
        },
        'snapshot',
      );
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (!UNDEFINED_TABLE_OR_COLUMN.includes(code)) throw error;
      if (attempt === 3) throw new NotReady();
    }
  }
}
