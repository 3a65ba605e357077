import { formatAmount, perHead } from '../../money/index.js';
import { addValues } from '../add-values.js';
import type { AnswerCell, AnswerRow, Question } from '../metric.js';
import { isComplete } from '../metric-range.js';
import { periodRows } from '../period-rows.js';
import { ACQUIRED, LEADS, SPEND } from './contribution.js';

/** The channel of rows that are of all channels together. */
export const ALL_CHANNELS = 'all';

/** @throws TooManyRows */
export function acquisitionRows(cells: readonly AnswerCell[], question: Question): AnswerRow[] {
  const together = question.own.channel === ALL_CHANNELS;
  return periodRows(
    together ? withoutChannel(cells) : cells,
    question,
    [0n, 0, 0],
    () => true,
    (values, period) => {
      const spend = values[SPEND] as bigint;
      const acquired = values[ACQUIRED] as number;
      return {
        ...(together && { channel: ALL_CHANNELS }),
        spend: formatAmount(spend, question.precision),
        leads: values[LEADS] as number,
        acquired,
        cac: perHead(spend, acquired, question.precision),
        complete: isComplete(period, question),
      };
    },
    together ? [] : ['channel'],
  );
}

/** The cells of one period and group in one. */
function withoutChannel(cells: readonly AnswerCell[]): AnswerCell[] {
  const sums = new Map<string, AnswerCell & { values: (number | bigint)[] }>();
  for (const { key, group, values, outside } of cells) {
    const name = JSON.stringify([key[0], group]);
    const known = sums.get(name);
    if (known) addValues(known.values, values);
    else sums.set(name, { key: [key[0]], group, values: [...values], outside });
  }
  return [...sums.values()];
}
