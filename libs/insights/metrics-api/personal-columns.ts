import type { Metric } from '../../metrics/index.js';
import type { MetricAnswer } from '../answer/answer.js';

/** Whether a metric's rows name customers or cases of theirs. */
export function hasPersonal({ columns }: Metric): boolean {
  return columns.some(({ personal }) => personal);
}

/** The answer as keys without the scope `customers:read` see it: personal columns are null. */
export function withoutPersonal(answer: MetricAnswer, { columns }: Metric): MetricAnswer {
  const blanks = Object.fromEntries(
    columns.filter(({ personal }) => personal).map(({ name }) => [name, null]),
  );
  return { ...answer, rows: answer.rows.map((row) => ({ ...row, ...blanks })) };
}
