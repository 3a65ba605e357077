import { checkRowCount } from './answer-size.js';
import type { AnswerCell, AnswerRow, Question } from './metric.js';
import { answerGroups, answerPeriods, groupFields } from './metric-range.js';

/**
 * Rows of a metric whose cells are periods: every period of the range for every group that appears, zeros included.
 * @param hasData whether a cell's values make its period one with data
 * @param zero the values of a period without data
 * @throws TooManyRows
 */
export function periodRows(
  cells: readonly AnswerCell[],
  question: Question,
  zero: readonly (number | bigint)[],
  hasData: (values: readonly (number | bigint)[]) => boolean,
  fields: (values: readonly (number | bigint)[], period: number) => AnswerRow,
): AnswerRow[] {
  const inside = cells.filter(({ outside }) => !outside);
  const withData = cells.filter(({ values }) => hasData(values)).map(({ key }) => key[0]);
  const periods = answerPeriods(withData, question);
  if (periods.length === 0) return [];
  const [first, last] = [periods[0], periods[periods.length - 1]];
  const shown = inside.filter(({ key }) => key[0] >= first && key[0] <= last);
  const groups = answerGroups(
    shown.map(({ group }) => group),
    question,
  );
  checkRowCount(periods.length * groups.length);
  const values = new Map(shown.map((cell) => [cellName(cell.key[0], cell.group), cell.values]));
  return periods.flatMap((period) =>
    groups.map((group) => ({
      period: question.calendar.label(period),
      ...groupFields(group, question),
      ...fields(values.get(cellName(period, group)) ?? zero, period),
    })),
  );
}

function cellName(period: number, group: readonly string[]): string {
  return JSON.stringify([period, ...group]);
}
