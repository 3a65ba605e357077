import type { Metric } from '../metrics/index.js';
import { metricColumns } from './metric-columns.js';
import { identifier, plainName } from './sql-text.js';
import { createView, type Definition, dropView } from './view.js';

/** The table of a metric's rows. */
export function metricTable(metric: Pick<Metric, 'name'>): string {
  return `bi_store.${identifier(plainName(metric.name))}`;
}

/** The table of a metric's rows and the view over it. @param currency the reporting currency */
export function metricView(metric: Metric, currency: string): Definition {
  const name = plainName(metric.name);
  const table = metricTable(metric);
  const columns = metricColumns(metric, currency);
  const view = createView({
    name,
    comment: [
      `${metric.title}. ${metric.description} Unit: ${metric.unit}.`,
      `At default parameters${metric.grain ? ', by month' : ''}, as of the instant in bi.as_of.`,
      ...(metric.definition ? [metric.definition] : []),
      `Source: ${metric.source}.`,
    ].join(' '),
    columns: columns.map((column) => ({ ...column, sql: identifier(column.name) })),
    from: `from ${table}`,
  });
  return {
    name,
    make: `create table ${table} (${columns.map((c) => `${identifier(c.name)} ${c.type}`).join(', ')});\n${view}`,
    undo: `${dropView(name)} drop table if exists ${table};`,
  };
}
