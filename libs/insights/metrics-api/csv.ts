import { stringify } from 'csv-stringify/sync';
import type { AnswerColumn, AnswerRow, AnswerValue, Metric } from '../../metrics/index.js';

/** What an estimate is made of, each a column of its own: `stoppedBuying.n`. */
const ESTIMATE = ['n', 'count', 'value', 'low', 'high'];

/** The columns of a metric's rows, those of `by` at their place where they are not among its own. */
export function columnsOf({ columns, columnsBeforeGroups }: Metric, by: readonly string[]): string[] {
  const more = by.filter((dimension) => columns.every(({ name }) => name !== dimension));
  return [
    ...columns.slice(0, columnsBeforeGroups).flatMap(namesOf),
    ...more,
    ...columns.slice(columnsBeforeGroups).flatMap(namesOf),
  ];
}

function namesOf({ name, type }: AnswerColumn): string[] {
  return type === 'estimate' ? ESTIMATE.map((part) => `${name}.${part}`) : [name];
}

/** A row's value in a column of {@link columnsOf}. */
function valueIn(row: AnswerRow, column: string): AnswerValue {
  const [name, part] = column.split('.');
  const value = row[name] ?? null;
  return value !== null && typeof value === 'object' ? value[part] : value;
}

/** What a spreadsheet takes for the start of a formula, full-width forms too. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;
/** Figures are text where they are money, and may be negative: they are no formulas. */
const FIGURE = /^-?\d+(\.\d+)?$/;

/** Rows as RFC 4180, a header line first. Cells that a spreadsheet would run as formulas made harmless by a leading '. */
export function csvOf(rows: readonly AnswerRow[], columns: readonly string[]): string {
  return stringify(
    rows.map((row) => columns.map((column) => valueIn(row, column))),
    {
      header: true,
      columns: [...columns],
      record_delimiter: 'windows',
      cast: {
        boolean: (value) => String(value),
        string: (value) => (FORMULA.test(value) && !FIGURE.test(value) ? `'${value}` : value),
      },
    },
  );
}
