import { formatAmount } from '../../money/index.js';
import { baseGroup } from '../base-group.js';
import { WHOLE_DIMENSIONS } from '../channel-cells.js';
import type { AnswerCell, AnswerRow, Question } from '../metric.js';
import { answerGroups, groupFields } from '../metric-range.js';
import { CONTACTS, COST } from './contribution.js';
import { effects, type Side } from './effects.js';
import { monthsNamed } from './months.js';

/** What each group had before and after. */
type Sides = Map<string, [before: Side, after: Side]>;

/** The ranges that a month is in. */
export function sidesOf(month: number, { own, calendar }: Question): number[] {
  return [own.before, own.after].flatMap((text, side) => {
    const { first, last } = monthsNamed(text as string, calendar);
    return month >= first && month <= last ? [side] : [];
  });
}

export function shiftRows(
  cells: readonly AnswerCell[],
  question: Question,
  base: readonly AnswerCell[],
): AnswerRow[] {
  const { by, precision } = question;
  const inside = cells.filter(({ outside }) => !outside);
  const channels = sumsBySide(inside, question, (side, values) => {
    side.contacts += values[CONTACTS] as number;
    side.cost += values[COST] as bigint;
  });
  const wholes = sumsBySide(
    base.filter(({ outside }) => !outside),
    question,
    (side, values) => {
      side.total += values[CONTACTS] as number;
    },
  );
  const money = (units: bigint) => formatAmount(units, precision);
  return answerGroups(
    inside.map(({ group }) => group),
    question,
  ).map((group) => {
    const whole = sidesOfGroup(wholes, baseGroup(group, question, WHOLE_DIMENSIONS));
    const [before, after] = sidesOfGroup(channels, group).map((side, i) => ({
      ...side,
      total: whole[i].total,
    }));
    const { volume, mix, rate } = effects(before, after);
    return {
      channel: group[by.includes('channel') ? by.indexOf('channel') : by.indexOf('channelFamily')],
      ...groupFields(group, question),
      shareBefore: share(before),
      shareAfter: share(after),
      shiftPoints: 100 * (share(after) - share(before)),
      contactsBefore: before.contacts,
      contactsAfter: after.contacts,
      costBefore: money(before.cost),
      costAfter: money(after.cost),
      volumeEffect: money(volume),
      mixEffect: money(mix),
      rateEffect: money(rate),
    };
  });
}

/** Of all contacts; 0 in a range without any. */
function share({ contacts, total }: Side): number {
  return total === 0 ? 0 : contacts / total;
}

function sumsBySide(
  cells: readonly AnswerCell[],
  question: Question,
  add: (side: Side, values: AnswerCell['values']) => void,
): Sides {
  const sums: Sides = new Map();
  for (const { key, group, values } of cells) {
    const name = JSON.stringify(group);
    const sides = sums.get(name) ?? [none(), none()];
    sums.set(name, sides);
    for (const side of sidesOf(key[0] as number, question)) add(sides[side], values);
  }
  return sums;
}

function sidesOfGroup(sums: Sides, group: readonly string[]): [Side, Side] {
  return sums.get(JSON.stringify(group)) ?? [none(), none()];
}

function none(): Side {
  return { contacts: 0, cost: 0n, total: 0 };
}
