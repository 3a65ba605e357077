import { DAY, MINUTE } from '../../calendar/index.js';
import {
  CUSTOMER_DIMENSIONS,
  type CustomerDimension,
  channelFamily,
  type SurveyAnswer,
  UNKNOWN,
  type VisibleHistory,
} from '../../facts/index.js';
import { type Course, courseOf } from '../case-course.js';
import { effortOf, isEasy, isHard, isSatisfied, npsClass } from '../survey-scores.js';
import { firstAbout, saidIn } from './said.js';
import { countUntil } from './span.js';
import type { Start } from './starts.js';

/** The groups of each factor that is no customer dimension, in their own order; empty where they are free. */
export const FACTORS = {
  answered: ['answered', 'unanswered'],
  response: ['≤30m', '≤1h', '≤1d', '<1w', '≥1w', 'never'],
  resolved: ['resolved', 'unresolved'],
  recovered: ['recovered', 'not-recovered'],
  channel: [],
  channelFamily: [],
  topic: [],
  npsClass: ['promoter', 'passive', 'detractor'],
  csatClass: ['satisfied', 'neutral', 'dissatisfied'],
  cesClass: ['easy', 'neutral', 'hard'],
} as const satisfies Record<string, readonly string[]>;

export type Factor = keyof typeof FACTORS;

/** Factors that only what comes after the moment decides. */
const LATER: ReadonlySet<string> = new Set<Factor>(['answered', 'response', 'resolved', 'recovered']);

/** Whether a factor is known as the moment comes. */
export function isKnownAtOnce(factor: string): boolean {
  return !LATER.has(factor);
}

/**
 * The group a moment belongs to.
 * @param factor of {@link FACTORS}, or a customer dimension
 * @param by the instant up to which what happened after the moment sets the group
 */
export function groupOf(factor: string, start: Start, history: VisibleHistory, by: number): string {
  switch (factor as Factor | CustomerDimension) {
    case 'channel':
      return start.case?.channel ?? UNKNOWN;
    case 'channelFamily':
      return channelFamily(start.case?.channel ?? UNKNOWN);
    case 'topic':
      return start.case?.topic ?? UNKNOWN;
    case 'answered':
      return byCourse(start, by, ({ answer }) => (answer ? 'answered' : 'unanswered'));
    case 'response':
      return byCourse(start, by, responseOf);
    case 'resolved':
      return byCourse(start, by, ({ resolution }) => (resolution ? 'resolved' : 'unresolved'));
    case 'recovered':
      return byCourse(start, by, ({ resolution }) => {
        const answer = resolution && firstAbout(history, start.position, by);
        return answer && isSatisfied(answer) ? 'recovered' : 'not-recovered';
      });
    case 'npsClass':
      return classOf('nps', start, history, npsClass);
    case 'csatClass':
      return classOf('csat', start, history, csatClass);
    case 'cesClass':
      return classOf('ces', start, history, (answer) => {
        const effort = effortOf(answer);
        return isEasy(effort) ? 'easy' : isHard(effort) ? 'hard' : 'neutral';
      });
    default:
      return history.dimensions[CUSTOMER_DIMENSIONS.indexOf(factor as CustomerDimension)];
  }
}

/** Groups in their factor's own order; those that it does not name come after them, by name. */
export function inOrder(factor: string, groups: Iterable<string>): string[] {
  const own: readonly string[] = FACTORS[factor as Factor] ?? [];
  const place = (group: string) => (own.includes(group) ? own.indexOf(group) : own.length);
  return [...groups].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** By what had become of a contact or complaint at an instant. A survey is not answered or resolved. */
function byCourse({ case: one }: Start, by: number, group: (course: Course) => string): string {
  if (!one) return UNKNOWN;
  return group(courseOf({ ...one, steps: one.steps.filter(({ time }) => time <= by) }));
}

function responseOf({ answer }: Course): string {
  if (!answer) return 'never';
  if (answer.after <= 30 * MINUTE) return '≤30m';
  if (answer.after <= 60 * MINUTE) return '≤1h';
  if (answer.after <= DAY) return '≤1d';
  return answer.after < 7 * DAY ? '<1w' : '≥1w';
}

/** Of the survey that is the moment, else of the latest of that kind before it. */
function classOf(
  kind: SurveyAnswer['kind'],
  { time, answer }: Start,
  history: VisibleHistory,
  classify: (answer: SurveyAnswer) => string,
): string {
  const own = answer?.kind === kind ? answer : null;
  const ofKind = saidIn(history).ofKind[kind];
  // Whole microseconds: what is before an instant lies at most at the one before it.
  const answered = own ?? ofKind[countUntil(ofKind, time - 1) - 1];
  return answered ? classify(answered) : UNKNOWN;
}

/** The lowest quarter of the scale is dissatisfied as its highest is satisfied; on five points, 1 and 2. */
function csatClass(answer: SurveyAnswer): string {
  if (isSatisfied(answer)) return 'satisfied';
  const [score, min, max] = [answer.score, answer.min, answer.max].map(BigInt);
  return 4n * (max - score) >= 3n * (max - min) ? 'dissatisfied' : 'neutral';
}
