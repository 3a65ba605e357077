import { MINUTE } from '../../calendar/index.js';
import type { AnswerCell, AnswerRow, Question } from '../metric.js';
import { isComplete, rate } from '../metric-range.js';
import { periodRows } from '../period-rows.js';
import {
  ANSWERED,
  OPENED,
  REOPENED,
  RESOLVED,
  RESOLVED_AT_FIRST,
  SETTLED,
  TRANSFERS,
  WITHIN_1_DAY,
  WITHIN_1_HOUR,
  WITHIN_1_WEEK,
  WITHIN_30_MINUTES,
} from './contribution.js';

/** @throws TooManyRows */
export function serviceRows(cells: readonly AnswerCell[], question: Question): AnswerRow[] {
  const { subject } = question.own;
  const own = cells.filter(({ key }) => key[1] === subject).map((cell) => ({ ...cell, key: [cell.key[0]] }));
  const percentiles = new Map(own.map(({ key, group, percentiles: p }) => [name(key[0], group), p]));
  const ofContacts = (value: number | null) => (subject === 'contact' ? value : null);
  return periodRows(
    own,
    question,
    ZERO,
    () => true,
    (sums, period, _, group) => {
      const values = sums as readonly number[];
      const share = (measure: number) => rate(values[measure], values[OPENED]);
      const [response, resolution] = percentiles.get(name(period, group)) ?? [];
      return {
        opened: values[OPENED],
        answered: values[ANSWERED],
        answeredRate: share(ANSWERED),
        within30Minutes: share(WITHIN_30_MINUTES),
        within1Hour: share(WITHIN_1_HOUR),
        within1Day: share(WITHIN_1_DAY),
        within1Week: share(WITHIN_1_WEEK),
        firstResponseMedianMinutes: inUnits(response?.[0], MINUTE),
        firstResponseP90Minutes: inUnits(response?.[1], MINUTE),
        resolved: values[RESOLVED],
        resolutionMedianHours: inUnits(resolution?.[0], 60 * MINUTE),
        resolutionP90Hours: inUnits(resolution?.[1], 60 * MINUTE),
        firstContactResolution: ofContacts(rate(values[RESOLVED_AT_FIRST], values[SETTLED])),
        transfersPerContact: ofContacts(share(TRANSFERS)),
        reopened: values[REOPENED],
        complete: isComplete(period, question),
      };
    },
  );
}

const ZERO = Array.from({ length: REOPENED + 1 }, () => 0);

function inUnits(microseconds: number | undefined, unit: number): number | null {
  return microseconds === undefined ? null : microseconds / unit;
}

function name(period: number | string, group: readonly string[]): string {
  return JSON.stringify([period, group]);
}
