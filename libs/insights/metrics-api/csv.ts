import { stringify } from 'csv-stringify/sync';
import type { AnswerRow, Metric } from '../../metrics/index.js';

/** The columns of a metric's rows, those of `by` at their place. */
export function columnsOf(metric: Metric, by: readonly string[]): string[] {
  const names = metric.columns.map(({ name }) => name);
  return [...names.slice(0, metric.columnsBeforeGroups), ...by, ...names.slice(metric.columnsBeforeGroups)];
}

/** Rows as RFC 4180, a header line first. Cells that a spreadsheet would run as formulas are made harmless. */
export function csvOf(rows: readonly AnswerRow[], columns: readonly string[]): string {
  return stringify(
    rows.map((row) => columns.map((name) => row[name] ?? null)),
    {
      header: true,
      columns: [...columns],
      record_delimiter: 'windows',
      escape_formulas: true,
      cast: { boolean: (value) => String(value) },
    },
  );
}
