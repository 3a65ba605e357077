import type { Row } from '../../api/metrics.js';
import { figureOf } from '../../figures/figure-of.js';

export type View = 'rate' | 'cumulativeNetPerCustomer';

export interface Triangle {
  /** Oldest first. */
  cohorts: { label: string; size: number; byAge: Map<number, Row> }[];
  ages: number[];
  /** How many cohorts there are beyond those shown. */
  left: number;
}

/** More rows or columns than this nobody reads; the table behind has all. */
const MOST = 40;

/** Rows of retention by cohort and age. */
export function triangleOf(rows: readonly Row[]): Triangle {
  const byCohort = new Map<string, { label: string; size: number; byAge: Map<number, Row> }>();
  for (const row of rows) {
    const label = String(row.cohort);
    const cohort = byCohort.get(label) ?? { label, size: row.size as number, byAge: new Map() };
    cohort.byAge.set(row.age as number, row);
    byCohort.set(label, cohort);
  }
  const all = [...byCohort.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
  const cohorts = all.slice(-MOST);
  const oldest = Math.max(-1, ...cohorts.flatMap(({ byAge }) => [...byAge.keys()]));
  const ages = Array.from({ length: Math.min(oldest + 1, MOST) }, (_, age) => age);
  return { cohorts, ages, left: all.length - cohorts.length };
}

/** What the deepest colour stands for. Everybody is there at age 0, which says nothing of who came back. */
export function deepest({ cohorts }: Triangle, view: View): number {
  const values = cohorts.flatMap(({ byAge }) =>
    [...byAge].filter(([age]) => view !== 'rate' || age > 0).map(([, row]) => figureOf(row, view) ?? 0),
  );
  return Math.max(0, ...values) || 1;
}
