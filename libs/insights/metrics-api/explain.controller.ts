import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentKey, type Key, Scopes } from '../../access/index.js';
import { Problem, unavailable } from '../../http/index.js';
import {
  isCellMetric,
  type MeasureColumn,
  type Metric,
  type Question,
  type RowEvents,
} from '../../metrics/index.js';
import { formatAmount } from '../../money/index.js';
import { atInstant, NotReady, snapshot } from '../answer/answer.js';
import { explain, explainHistories, type RowName } from '../answer/explain.js';
import { readQuestion, resolvedParameters } from '../answer/question.js';
import { readCursor, readLimit, writeCursor } from '../cursor.js';
import { fullPage } from '../full-page.js';
import { Insights } from '../insights.js';
import { metricNamed } from './metric-query.js';
import { readTransport } from './transport.js';

type Raw = Readonly<Record<string, unknown>>;

const ROW_FIELD = /^row\[([^\]]+)\]$/;

/** `GET /v1/explain`: the events behind one row of a metric. */
@Controller('v1/explain')
@Scopes('metrics:read')
export class ExplainController {
  constructor(private readonly insights: Insights) {}

  @Get()
  async explain(@Query() raw: Raw, @CurrentKey() key: Key, @Res() reply: FastifyReply): Promise<void> {
    const { dataSource, settings, store } = this.insights;
    if (typeof raw.metric !== 'string') {
      throw new Problem(400, 'a metric is needed', {
        errors: [{ path: 'metric', message: 'must name a metric' }],
      });
    }
    const metric: Metric = metricNamed(raw.metric);
    const explained = metric.explains ?? (isCellMetric(metric) ? metric : undefined);
    if (!explained) throw rowProblem(`the rows of ${metric.name} are no sums of events`, 'metric');
    if (namesPersons(metric) && !key.scopes.includes('customers:read'))
      throw new Problem(403, 'rows of customers need a key with the scope customers:read');
    const rowFields = Object.keys(raw).filter((name) => ROW_FIELD.test(name));
    const read = readQuestion(metric, raw, settings.reportingTimeZone, [
      'metric',
      'row',
      'limit',
      'cursor',
      ...rowFields,
    ]);
    const transport = readTransport(raw);
    if ('errors' in read || 'errors' in transport) {
      const errors = [
        ...('errors' in read ? read.errors : []),
        ...('errors' in transport ? transport.errors : []),
      ];
      throw new Problem(400, 'the row cannot be explained', { errors });
    }
    const limit = readLimit(raw.limit, 1_000, 100);
    const cursor = raw.cursor === undefined ? null : readCursor(raw.cursor, ['number', 'string']);
    const after = (cursor?.[0] as number | undefined) ?? 0;
    if (transport.minPosition !== null)
      await this.insights.waits.until(transport.minPosition, transport.timeout);

    const { found, question, position } = await snapshot(dataSource, async (connection, now) => {
      const question = atInstant(metric, read.question, now);
      const row = rowNamed(raw, metric, question);
      const page = { after, limit };
      const found = isCellMetric(metric)
        ? await explain(connection, now, metric, question, settings, row, page)
        : await explainHistories(
            connection,
            now,
            explained as RowEvents,
            question,
            settings,
            row.group,
            page,
          );
      return { found, question, position: now.position };
    }).catch((error) => {
      throw error instanceof NotReady ? unavailable(error.message) : error;
    });

    const sums = Object.fromEntries(named(explained.measures, found.sums, question));
    const state = `${found.count} ${Object.values(sums).join(' ')}`;
    if (cursor && cursor[1] !== state) {
      throw new Problem(409, 'the row has changed since the first page: begin again without cursor');
    }
    const positions = found.page.map((event) => event.position);
    // Personal fields only to keys that may see customers.
    const withPersonal = key.scopes.includes('customers:read');
    const texts = await fullPage(store, positions, { limit, withPersonal });
    const isLast = texts.length === positions.length && positions.length < limit;
    const head = JSON.stringify({
      metric: metric.name,
      version: metric.version,
      parameters: resolvedParameters(metric, question),
      position: String(position),
      count: found.count,
      sums,
    });
    // Texts as they are: numbers of unknown fields keep every digit.
    const events = texts.map((text, i) => {
      const adds = named(explained.measures, found.page[i].values, question);
      const some = adds.filter(([, value]) => !/^-?0(\.0+)?$/.test(String(value)));
      return `{"adds":${JSON.stringify(Object.fromEntries(some))},"event":${text}}`;
    });
    const next = isLast ? null : writeCursor([positions[texts.length - 1], state]);
    reply
      .header('Content-Type', 'application/json; charset=utf-8')
      .send(`${head.slice(0, -1)},"events":[${events.join(',')}],"next":${JSON.stringify(next)}}`);
  }
}

/** Whether the fields that name a row are personal. */
function namesPersons(metric: Metric): boolean {
  const key = isCellMetric(metric) ? [] : (metric.explains?.key ?? []);
  return metric.columns.some(({ name, personal }) => personal && key.includes(name));
}

/** Values by measure: counts as numbers, money as text. */
function named(
  measures: readonly MeasureColumn[],
  values: readonly (number | bigint)[],
  { precision }: Question,
): [string, string | number][] {
  return measures.map(({ name, type }, i) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    type === 'money' ? formatAmount(values[i] as bigint, precision) : (values[i] as number),
  ]);
}

/**
 * The row's key fields, `row=cohort:1997-01,age:1` or `row[cohort]=1997-01&row[age]=1`; dimensions of `by` included.
 * @throws Problem 400
 */
function rowNamed(raw: Raw, metric: Metric, question: Question): RowName {
  const fields: Record<string, string> = {};
  if (typeof raw.row === 'string') {
    for (const part of raw.row.split(',')) {
      const colon = part.indexOf(':');
      if (colon < 1) throw rowProblem('must be key fields such as period:2026-11', 'row');
      fields[part.slice(0, colon)] = part.slice(colon + 1);
    }
  } else if (raw.row !== undefined) throw rowProblem('must be given once', 'row');
  for (const [name, value] of Object.entries(raw)) {
    const field = ROW_FIELD.exec(name)?.[1];
    if (field === undefined) continue;
    if (typeof value !== 'string') throw rowProblem('must be given once', name);
    fields[field] = value;
  }
  const keyFields = isCellMetric(metric)
    ? metric.columns
        .map(({ name }) => name)
        .filter((name) => metric.keys.some((key) => key.name === name && !key.dimension))
    : (metric.explains?.key ?? []);
  const grouped = metric.columns.some(({ name }) => name === 'group');
  const further = (!isCellMetric(metric) && metric.explains?.furtherKey) || [];
  const known = [...keyFields, ...further, ...question.by, ...(grouped ? ['group'] : [])];
  for (const name of Object.keys(fields)) {
    if (!known.includes(name))
      throw rowProblem(`is not a key field of this answer; they are ${known.join(', ')}`, `row[${name}]`);
  }
  // Where there is one dimension, its value is the group.
  if (grouped && question.by.length === 1) fields[question.by[0]] ??= fields.group;
  for (const name of [...keyFields, ...question.by]) {
    if (fields[name] === undefined)
      throw rowProblem(`names no ${name}; key fields are ${known.join(', ')}`, 'row');
  }
  try {
    if (isCellMetric(metric)) {
      return { key: metric.rowKey(fields, question), group: question.by.map((name) => fields[name]) };
    }
    return { key: [], group: [...keyFields, ...further, ...question.by].map((name) => fields[name] ?? '') };
  } catch (error) {
    throw rowProblem((error as Error).message, 'row');
  }
}

function rowProblem(message: string, path: string): Problem {
  return new Problem(400, `${path}: ${message}`, { errors: [{ path, message }] });
}
