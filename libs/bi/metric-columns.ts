import type { CopyValue } from '../database/index.js';
import type { AnswerColumn, AnswerRow, AnswerValue, Metric } from '../metrics/index.js';
import { plainName } from './sql-text.js';

/** A column of a metric's view. */
export interface MetricColumn {
  name: string;
  /** In SQL. */
  type: string;
  comment: string;
  valueIn(row: AnswerRow): CopyValue;
}

/** Up to 34 digits before the point, 4 after. */
const MONEY = 'numeric(38,4)';
const NUMBER = 'double precision';

/** The columns of a metric's view, from those of its answer. @param currency the reporting currency */
export function metricColumns({ columns }: Pick<Metric, 'columns'>, currency: string): MetricColumn[] {
  return columns.flatMap((column) => columnsOf(column, currency));
}

function columnsOf(column: AnswerColumn, currency: string): MetricColumn[] {
  switch (column.type) {
    case 'period':
      return periodColumns(column);
    case 'text':
      return [plainColumn(column, 'text')];
    case 'count':
      return [plainColumn(column, 'bigint', 'A count')];
    case 'money':
      return [plainColumn(column, MONEY, `Money in ${currency}`)];
    case 'rate':
      return [
        plainColumn(column, NUMBER, 'A share, 1 for all of it; null where there is nothing to divide by'),
      ];
    case 'number':
      return [plainColumn(column, NUMBER)];
    case 'time':
      return [plainColumn(column, 'timestamptz', 'An instant')];
    case 'boolean':
      return [plainColumn(column, 'boolean')];
    case 'estimate':
      return estimateColumns(column, currency);
  }
}

function plainColumn({ name, description }: AnswerColumn, type: string, unit = ''): MetricColumn {
  return {
    name: plainName(name),
    type,
    comment: said(description, unit),
    valueIn: (row) => (row[name] ?? null) as CopyValue,
  };
}

/** A period's label, and its first day for axes of time. */
function periodColumns({ name, description }: AnswerColumn): MetricColumn[] {
  return [
    {
      name: plainName(name),
      type: 'text',
      comment: said(description, 'A month such as 2026-11'),
      valueIn: (row) => row[name] as string,
    },
    {
      name: `${plainName(name)}_start`,
      type: 'date',
      comment: said(description, 'The first day of the month'),
      valueIn: (row) => `${row[name]}-01`,
    },
  ];
}

/** The parts of an estimate: of a share its count too. */
function estimateColumns({ name, description, estimateOf }: AnswerColumn, currency: string): MetricColumn[] {
  const money = estimateOf === 'money';
  const type = money ? MONEY : NUMBER;
  const unit = money ? `money in ${currency} per customer` : 'a share, 1 for all of it';
  const parts: [part: string, type: string, meaning: string][] = [
    ['n', 'bigint', 'customers it is worked out over'],
    ...(money ? [] : [['count', 'bigint', 'those of them it is true of'] as [string, string, string]]),
    ['value', type, `the mean; ${unit}`],
    ['low', type, `lower end of the 95 % interval; ${unit}`],
    ['high', type, `upper end of the 95 % interval; ${unit}`],
  ];
  return parts.map(([part, partType, meaning]) => ({
    name: `${plainName(name)}_${part}`,
    type: partType,
    comment: said(description, `Of this: ${meaning}`),
    valueIn: (row) =>
      ((row[name] as Readonly<Record<string, AnswerValue>> | null | undefined)?.[part] ?? null) as CopyValue,
  }));
}

function said(description: string, unit: string): string {
  return unit === '' ? `${description}.` : `${description}. ${unit}.`;
}
