import { checkRowCount } from './answer-size.js';
import type { AnswerCell, AnswerRow, Question } from './metric.js';
import { answerGroups, answerPeriods, groupFields } from './metric-range.js';

type Values = readonly (number | bigint)[];

/** A line of rows through the periods: what names it beside the groups of `by`, and its group. */
interface Series {
  names: readonly string[];
  group: readonly string[];
}

/**
 * Rows of a metric whose cells are periods, or periods of something that is named (a channel, say): every period of
 * the range for every series that appears, zeros included.
 * @param hasData whether a cell's values make its period one with data
 * @param zero the values of a period without data
 * @param nameColumns columns of the key's parts after the period
 * @throws TooManyRows
 */
export function periodRows(
  cells: readonly AnswerCell[],
  question: Question,
  zero: Values,
  hasData: (values: Values) => boolean,
  fields: (values: Values, period: number, names: readonly string[], group: readonly string[]) => AnswerRow,
  nameColumns: readonly string[] = [],
): AnswerRow[] {
  const inside = cells.filter(({ outside }) => !outside);
  const withData = cells.filter(({ values }) => hasData(values)).map(periodOf);
  const periods = answerPeriods(withData, question);
  if (periods.length === 0) return [];
  const [first, last] = [periods[0], periods[periods.length - 1]];
  const shown = inside.filter((cell) => periodOf(cell) >= first && periodOf(cell) <= last);
  const series = seriesOf(shown, question, nameColumns.length);
  checkRowCount(periods.length * series.length);
  const values = new Map(
    shown.map((cell) => [cellName(periodOf(cell), namesOf(cell), cell.group), cell.values]),
  );
  return periods.flatMap((period) =>
    series.map(({ names, group }) => ({
      period: question.calendar.label(period),
      ...Object.fromEntries(nameColumns.map((column, i) => [column, names[i]])),
      ...groupFields(group, question),
      ...fields(values.get(cellName(period, names, group)) ?? zero, period, names, group),
    })),
  );
}

/** The series that appear, in order of their names and groups. Without names and `by` there is one, even without data. */
function seriesOf(cells: readonly AnswerCell[], question: Question, names: number): Series[] {
  const split = { ...question, by: [...Array.from({ length: names }, () => ''), ...question.by] };
  return answerGroups(
    cells.map((cell) => [...namesOf(cell), ...cell.group]),
    split,
  ).map((parts) => ({ names: parts.slice(0, names), group: parts.slice(names) }));
}

function periodOf({ key }: AnswerCell): number {
  return key[0] as number;
}

function namesOf({ key }: AnswerCell): string[] {
  return key.slice(1).map(String);
}

function cellName(period: number, names: readonly string[], group: readonly string[]): string {
  return JSON.stringify([period, names, group]);
}
