import { clamp, studentInterval } from '../../statistics/index.js';
import { addValues } from '../add-values.js';
import type { AnswerCell, AnswerRow, Question } from '../metric.js';
import { isComplete, rate } from '../metric-range.js';
import { periodRows } from '../period-rows.js';
import { RESPONSES, SURVEY_MEASURES } from '../survey-cells.js';
import { responseFields } from '../survey-rows.js';
import { effortCounts, effortSample } from './efforts.js';

/** The measure after those of every survey metric. */
export const EASY = SURVEY_MEASURES.length;

/**
 * A row per period and group, made of its cells of all efforts.
 * @throws TooManyRows
 */
export function cesRows(cells: readonly AnswerCell[], question: Question): AnswerRow[] {
  const cellsOf = new Map<string, AnswerCell[]>();
  for (const cell of cells) {
    const name = rowName(cell.key[0] as number, cell.group, cell.outside);
    const known = cellsOf.get(name);
    if (known) known.push(cell);
    else cellsOf.set(name, [cell]);
  }
  return periodRows(
    [...cellsOf.values()].map(summed),
    question,
    [0, 0, 0, 0],
    () => true,
    (values, period, _, group) => {
      const sample = effortSample(effortCounts(cellsOf.get(rowName(period, group)) ?? []));
      const interval = studentInterval(sample);
      const onScale = interval && clamp(interval, 1, 7);
      return {
        ...responseFields(values),
        mean: sample.n === 0 ? null : sample.mean,
        easyShare: rate(values[EASY] as number, values[RESPONSES] as number),
        low: onScale?.low ?? null,
        high: onScale?.high ?? null,
        complete: isComplete(period, question),
      };
    },
  );
}

/** Cells of one row as one. */
function summed([first, ...others]: readonly AnswerCell[]): AnswerCell {
  const values = [...first.values];
  for (const other of others) addValues(values, other.values);
  return { key: [first.key[0]], group: first.group, values, outside: first.outside };
}

function rowName(period: number, group: readonly string[], outside = false): string {
  return JSON.stringify([period, outside, ...group]);
}
