import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import type { KeptColumn, KeptRow, KeptTable, KeptValue } from '../kept.js';
import { FACTORS, type Factor, groupOf } from './factors.js';
import { type Outcome, outcomesOf, SHARES, withoutRate } from './outcomes.js';
import type { MomentKind } from './question.js';
import { startsOf } from './starts.js';
import { tenureAt } from './strata.js';
import { writeWithoutRate } from './without-rate-text.js';

/** The horizon that moments are kept for. */
export const KEPT_HORIZON = 90 * DAY;

export const FACTOR_NAMES = Object.keys(FACTORS) as Factor[];

const COLUMNS: readonly KeptColumn[] = [
  { name: 'time', type: 'time', searched: true },
  // That of the same person and kind that comes right before; −Infinity for the first.
  { name: 'previous', type: 'time' },
  { name: 'netBefore', type: 'money' },
  { name: 'netAfter', type: 'money' },
  { name: 'costToServe', type: 'money' },
  // Among the person's of this kind, in time order from 0.
  { name: 'ordinal', type: 'integer' },
  { name: 'hadBought', type: 'boolean' },
  ...SHARES.map((name): KeptColumn => ({ name, type: 'boolean' })),
  { name: 'tenure', type: 'text' },
  ...FACTOR_NAMES.map((name): KeptColumn => ({ name, type: 'text' })),
  // Of surveys; empty for others.
  { name: 'kind', type: 'text' },
  { name: 'withoutRate', type: 'text', sparse: true },
];

/** All moments of a kind as they stand now, with {@link KEPT_HORIZON} and a landmark in microseconds. */
function momentTable(name: string, moment: MomentKind, landmark: number): KeptTable {
  const lengths = { horizon: KEPT_HORIZON, landmark };
  return {
    name,
    columns: COLUMNS,
    rows: (history: VisibleHistory): KeptRow[] => {
      const starts = startsOf(history, { moment, kind: null });
      return starts.map((start, ordinal) => {
        const outcomes = outcomesOf(history, start, lengths);
        const by = start.time + (landmark === 0 ? KEPT_HORIZON : landmark);
        const amount = (outcome: Outcome | null): bigint => outcome?.value ?? 0n;
        const values: Record<string, KeptValue> = {
          time: start.time,
          previous: ordinal === 0 ? Number.NEGATIVE_INFINITY : starts[ordinal - 1].time,
          netBefore: amount(outcomes.netBefore),
          netAfter: amount(outcomes.netAfter),
          costToServe: amount(outcomes.costToServe),
          ordinal,
          hadBought: outcomes.stoppedBuying !== null,
          ...Object.fromEntries(SHARES.map((share) => [share, amount(outcomes[share]) === 1n])),
          tenure: tenureAt(start.time, history),
          ...Object.fromEntries(FACTOR_NAMES.map((factor) => [factor, groupOf(factor, start, history, by)])),
          kind: start.answer?.kind ?? '',
          withoutRate: writeWithoutRate(withoutRate(history, start, lengths)),
        };
        return { position: start.position, values: COLUMNS.map((column) => values[column.name]) };
      });
    },
  };
}

/** Complaints after 7 days: what the risks of `at-stake` are seen in. */
const WEEK = 7 * DAY;

const TABLES: readonly { moment: MomentKind; landmark: number; table: KeptTable }[] = [
  { moment: 'complaint', landmark: 0, table: momentTable('complaint_moments', 'complaint', 0) },
  {
    moment: 'complaint',
    landmark: WEEK,
    table: momentTable('complaint_moments_after_a_week', 'complaint', WEEK),
  },
  { moment: 'contact', landmark: 0, table: momentTable('contact_moments', 'contact', 0) },
  { moment: 'survey', landmark: 0, table: momentTable('survey_moments', 'survey', 0) },
];

export const MOMENT_TABLES = TABLES.map(({ table }) => table);

/** Where moments of a kind are kept for a landmark; undefined where they are not. */
export function keptMoments(moment: MomentKind, landmark: number): KeptTable | undefined {
  return TABLES.find((one) => one.moment === moment && one.landmark === landmark)?.table;
}
