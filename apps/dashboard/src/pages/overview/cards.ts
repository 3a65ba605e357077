import type { Answer, Column, Params, Row } from '../../api/metrics.js';
import { figureOf } from '../../figures/figure-of.js';
import { type ChangeKind, changeOf } from './change.js';

/** A figure of the overview, with what it is compared with. */
export interface Card {
  key: 'net' | 'contribution' | 'active' | 'churn' | 'nps' | 'csat';
  metric: string;
  column: string;
  type: Column['type'];
  kind: ChangeKind;
  /** Of a difference in points: how many points 1 is. */
  points: number;
  /** Which way is better. */
  wanted: 'up' | 'down';
}

const CARDS: readonly Card[] = [
  { key: 'net', metric: 'revenue', column: 'net', type: 'money', kind: 'share', points: 0, wanted: 'up' },
  {
    key: 'contribution',
    metric: 'revenue',
    column: 'contribution',
    type: 'money',
    kind: 'share',
    points: 0,
    wanted: 'up',
  },
  {
    key: 'active',
    metric: 'lifecycle',
    column: 'active',
    type: 'count',
    kind: 'share',
    points: 0,
    wanted: 'up',
  },
  {
    key: 'churn',
    metric: 'churn',
    column: 'rate',
    type: 'rate',
    kind: 'points',
    points: 100,
    wanted: 'down',
  },
  { key: 'nps', metric: 'nps', column: 'score', type: 'number', kind: 'points', points: 1, wanted: 'up' },
  { key: 'csat', metric: 'csat', column: 'score', type: 'number', kind: 'points', points: 1, wanted: 'up' },
];

export interface CardFigures extends Card {
  answer: Answer;
  params: Params;
  /** Of the period that is shown; undefined where the metric has none. */
  row: Row | undefined;
  values: (number | null)[];
  change: number | null;
  /** The change in hundredths or points, to say which figure changed most. */
  size: number;
}

export interface ShownPeriods {
  period: string;
  before: string | null;
  /** Up to the one that is shown, oldest first. */
  course: string[];
}

/** The last period of revenue that is over, else the last; and the one before it. */
export function shownPeriods({ rows }: Answer): ShownPeriods {
  const over = rows.filter(({ complete }) => complete === true);
  const course = (over.length > 0 ? over : rows).map(({ period }) => String(period));
  return { period: course.at(-1) ?? '', before: course.at(-2) ?? null, course };
}

/** What a card shows of its metric's answer. */
export function cardFigures(
  answers: Readonly<Record<string, Answer>>,
  params: Params,
  { period, before }: ShownPeriods,
): CardFigures[] {
  return CARDS.map((card) => {
    const answer = answers[card.metric];
    const rowOf = (label: string | null) => answer.rows.find((row) => row.period === label);
    const row = rowOf(period);
    const until = answer.rows.filter((one) => String(one.period) <= period);
    const change = changeOf(card.kind, figureOf(row, card.column), figureOf(rowOf(before), card.column));
    return {
      ...card,
      answer,
      params,
      row,
      values: until.map((one) => figureOf(one, card.column)),
      change,
      size: Math.abs(change ?? 0) * (card.kind === 'share' ? 100 : card.points),
    };
  });
}
