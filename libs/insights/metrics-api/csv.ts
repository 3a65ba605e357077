import { stringify } from 'csv-stringify/sync';
import type { AnswerRow, Metric } from '../../metrics/index.js';

/** The columns of a metric's rows, those of `by` at their place. */
export function columnsOf(metric: Metric, by: readonly string[]): string[] {
  const names = metric.columns.map(({ name }) => name);
  return [...names.slice(0, metric.columnsBeforeGroups), ...by, ...names.slice(metric.columnsBeforeGroups)];
}

/** What a spreadsheet takes for the start of a formula, full-width forms too. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;
/** Figures are text where they are money, and may be negative: they are no formulas. */
const FIGURE = /^-?\d+(\.\d+)?$/;

/** Rows as RFC 4180, a header line first. Cells that a spreadsheet would run as formulas made harmless by a leading '. */
export function csvOf(rows: readonly AnswerRow[], columns: readonly string[]): string {
  return stringify(
    rows.map((row) => columns.map((name) => row[name] ?? null)),
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
