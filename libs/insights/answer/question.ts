import { calendar, GRAINS, type Grain, isDate, startOfDate } from '../../calendar/index.js';
import { type FieldError, formatTime, parseTime } from '../../events/index.js';
import { CUSTOMER_DIMENSIONS } from '../../facts/index.js';
import { isCellMetric, type Metric, type Question } from '../../metrics/index.js';
import { usedSplit } from './raw-cells.js';

/** Parameters as they stand in the address. */
export type RawParameters = Readonly<Record<string, unknown>>;

/** What is asked of one metric, before the clock has been looked at. */
export type OpenQuestion = Omit<Question, 'asOf'> & { asOf: number | null };

const FILTER = /^filter\[([^\]]+)\]$/;
/** Parameters that say how to answer, not what. */
const TRANSPORT = ['format', 'minPosition', 'timeout'];

/** The dimensions a metric can be split and narrowed by. */
export function dimensionsOf(metric: Metric): string[] {
  return [...CUSTOMER_DIMENSIONS, ...metric.eventDimensions];
}

/** Whether a metric takes no `by`. */
export function isNeverSplit(metric: Metric): boolean {
  return !isCellMetric(metric) && metric.split?.most === 0;
}

/** The parameters a metric takes, as the catalogue names them. */
export function parametersOf(metric: Metric): string[] {
  return [
    'from',
    'to',
    ...(metric.grain ? ['grain'] : []),
    'asOf',
    ...(metric.window === undefined ? [] : ['window']),
    ...(metric.parameters ?? []).map(({ name }) => name),
    ...(isNeverSplit(metric) ? [] : ['by']),
    'filter[<dimension>]',
    'precision',
    ...TRANSPORT,
  ];
}

/**
 * Reads a metric's parameters. All that is wrong is told at once, each with what is allowed.
 * @param alsoAllowed names that the caller reads itself
 */
export function readQuestion(
  metric: Metric,
  raw: RawParameters,
  timeZone: string,
  alsoAllowed: readonly string[] = [],
): { question: OpenQuestion } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const fail = (path: string, message: string) => {
    errors.push({ path, message });
  };
  const text = (name: string): string | undefined => {
    const value = raw[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value !== '') return value;
    fail(name, typeof value === 'string' ? 'must not be empty' : 'must be given once');
    return undefined;
  };
  const known = parametersOf(metric);
  const dimensions = dimensionsOf(metric);
  const filter: Record<string, string> = {};
  for (const name of Object.keys(raw)) {
    const dimension = FILTER.exec(name)?.[1];
    if (dimension !== undefined) {
      const value = text(name);
      if (!dimensions.includes(dimension)) {
        fail(name, `is not a dimension of ${metric.name}; it has ${dimensions.join(', ')}`);
      } else if (value !== undefined) filter[dimension] = value;
    } else if (!known.includes(name) && !alsoAllowed.includes(name)) {
      fail(name, `is not a parameter of ${metric.name}; it takes ${known.join(', ')}`);
    }
  }

  const grainText = metric.grain ? (text('grain') ?? 'month') : 'month';
  if (!(GRAINS as readonly string[]).includes(grainText))
    fail('grain', `must be one of ${GRAINS.join(', ')}`);
  const grain = (GRAINS as readonly string[]).includes(grainText) ? (grainText as Grain) : 'month';

  const date = (name: string): number | null => {
    const value = text(name);
    if (value === undefined) return null;
    if (isDate(value)) return startOfDate(value, timeZone);
    fail(name, 'must be a date such as 2026-11-22, from 1700-01-01 to 2200-12-31');
    return null;
  };
  const from = date('from');
  const to = date('to');
  if (from !== null && to !== null && to <= from)
    fail('to', 'must be after from (from is inclusive, to exclusive)');

  const asOfText = text('asOf');
  const asOf = asOfText === undefined ? null : parseTime(asOfText);
  if (asOfText !== undefined && (asOf === null || asOf < FIRST || asOf >= END)) {
    fail('asOf', 'must be an instant such as 2026-11-22T09:30:00Z, in the years 1700 to 2200');
  }

  let window = metric.window ?? 0;
  if (metric.window !== undefined) {
    const value = text('window');
    if (value !== undefined) {
      window = /^\d{1,4}$/.test(value) ? Number(value) : 0;
      if (window < 1 || window > 3650) fail('window', 'must be a whole number of days from 1 to 3650');
    }
  }

  const own: Record<string, string | null> = {};
  for (const { name, standard, check } of metric.parameters ?? []) {
    const value = text(name);
    const allowed = value === undefined ? null : check(value);
    if (allowed !== null) fail(name, allowed);
    own[name] = value ?? standard;
  }

  const split = isCellMetric(metric) ? undefined : metric.split;
  const named = text('by')?.split(',') ?? [...(split?.standard ?? [])];
  const by = (isCellMetric(metric) && metric.splitBy?.(named)) || named;
  if (split && by.length > split.most) fail('by', `may name ${split.most} at most`);
  by.forEach((dimension, i) => {
    if (!dimensions.includes(dimension)) {
      fail('by', `"${dimension}" is not a dimension of ${metric.name}; it has ${dimensions.join(', ')}`);
    } else if (by.indexOf(dimension) !== i) fail('by', `names ${dimension} twice`);
  });

  const precisionText = text('precision') ?? '2';
  if (!/^[0-4]$/.test(precisionText)) fail('precision', 'must be a whole number from 0 to 4');

  if (errors.length > 0) return { errors };
  return {
    question: {
      grain,
      calendar: calendar(grain, timeZone),
      days: calendar('day', timeZone),
      window,
      own,
      splits: [isCellMetric(metric) ? usedSplit(metric, { by, filter }) : []],
      timeZone,
      asOf,
      asOfGiven: asOf !== null,
      from,
      to,
      by,
      filter,
      precision: Number(precisionText),
    },
  };
}

const FIRST = parseTime('1700-01-02T00:00:00Z') as number;
const END = parseTime('2200-12-30T00:00:00Z') as number;

/** Parameters as resolved, for the answer. */
export function resolvedParameters(metric: Metric, question: Question): Record<string, unknown> {
  const date = (time: number | null) =>
    time === null ? null : question.days.label(question.days.indexOf(time));
  return {
    from: date(question.from),
    to: date(question.to),
    ...(metric.grain && { grain: question.grain }),
    asOf: formatTime(question.asOf),
    ...(metric.window !== undefined && { window: question.window }),
    ...ownParameters(metric, question),
    by: question.by,
    filter: question.filter,
    precision: question.precision,
    timeZone: question.timeZone,
  };
}

/** The metric's own parameters: whole numbers as numbers. */
function ownParameters(metric: Metric, { own }: Question): Record<string, string | number | null> {
  return Object.fromEntries(
    (metric.parameters ?? []).map(({ name, schema }) => {
      const value = own[name];
      return [name, value !== null && schema.type === 'integer' ? Number(value) : value];
    }),
  );
}
