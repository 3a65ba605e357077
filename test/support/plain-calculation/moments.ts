import Big from 'big.js';
import { answer, type Case, resolution } from './cases.js';
import { sum, ZERO } from './exact.js';
import { passes } from './groups.js';
import type { Answer } from './surveys.js';
import type { Person, World } from './world.js';

const MINUTE = 60 * 1_000_000;
const DAY = 24 * 60 * MINUTE;

/** What is asked of moments. */
export interface Asked {
  moment: string;
  /** Of surveys; undefined for all. */
  kind?: string;
  /** Days, as landmark. */
  horizon: number;
  landmark: number;
  unit: string;
  filter?: Record<string, string>;
  /** Instants. */
  from: number;
  to: number;
}

export interface Moment {
  person: string;
  time: number;
  /** Every factor and customer dimension. */
  factors: Record<string, string>;
  /** Whether it happened; undefined of who does not count. */
  happened: Record<string, boolean | undefined>;
  amounts: Record<string, Big>;
  tenure: string;
}

const FAMILIES: Record<string, string[]> = {
  voice: ['voice', 'ivr'],
  online: ['email', 'chat', 'messenger', 'web', 'app', 'self-service', 'sms'],
  social: ['social'],
  other: ['in-person', 'post', 'other'],
};

/** The moments that count, by the letter of metrics.md: all worked out first, then chosen. */
export function moments({ people, settings }: World, asked: Asked): Moment[] {
  const { horizon, landmark, unit, filter = {}, from, to } = asked;
  const only = (names: string[], those: boolean) =>
    Object.fromEntries(Object.entries(filter).filter(([name]) => names.includes(name) === those));
  const later = ['answered', 'response', 'resolved', 'recovered'];
  return people.flatMap((person) => {
    const such = all(person, asked)
      .filter(({ time }) => time >= from && time < to && time + (landmark + horizon) * DAY <= settings.asOf)
      .filter(({ factors }) => passes(factors, only(later, false)));
    return (unit === 'moment' ? such : such.slice(0, 1)).filter(({ factors }) =>
      passes(factors, only(later, true)),
    );
  });
}

function all(person: Person, asked: Asked): Moment[] {
  if (asked.moment === 'survey') {
    return person.answers
      .filter(({ kind }) => asked.kind === undefined || kind === asked.kind)
      .map((own) => moment(person, asked, own.time, undefined, own));
  }
  const cases = asked.moment === 'contact' ? person.contacts : person.complaints;
  return cases.map((one) => moment(person, asked, one.time, one, undefined));
}

function moment(
  person: Person,
  { horizon, landmark }: Asked,
  time: number,
  one: Case | undefined,
  own: Answer | undefined,
): Moment {
  const start = time + landmark * DAY;
  const end = start + horizon * DAY;
  const after = <T extends { time: number }>(facts: T[]) =>
    facts.filter((fact) => fact.time > start && fact.time <= end);
  const before = <T extends { time: number }>(facts: T[]) =>
    facts.filter((fact) => fact.time > time - horizon * DAY && fact.time <= time);

  const net = (sales: Person['sales']) => sum(sales.map(({ revenue, refund }) => revenue.minus(refund)));
  const isPurchase = ({ kind }: Person['sales'][number]) => kind === 'purchase';
  const csat = person.answers.filter(({ kind }) => kind === 'csat');
  const about = csat.filter((answered) => one !== undefined && answered.about === one);
  const asked = after(about)[0] ?? after(csat)[0];
  const written = after(person.mentions);
  const netBefore = net(before(person.sales));
  const netAfter = net(after(person.sales));

  const instant = landmark === 0 ? end : start;
  const seen = one && { ...one, steps: one.steps.filter((step) => step.time <= instant) };
  const aboutByThen = about.find((answered) => answered.time <= instant);
  const classOf = (kind: Answer['kind'], name: (answered: Answer) => string) => {
    const latest =
      own?.kind === kind
        ? own
        : person.answers.filter((answered) => answered.kind === kind && answered.time < time).at(-1);
    return latest ? name(latest) : 'unknown';
  };
  return {
    person: person.id,
    time,
    factors: {
      ...person.dimensions,
      answered: seen ? (answer(seen) ? 'answered' : 'unanswered') : 'unknown',
      response: seen ? response(seen) : 'unknown',
      resolved: seen ? (resolution(seen) ? 'resolved' : 'unresolved') : 'unknown',
      recovered: seen
        ? resolution(seen) && aboutByThen && points(aboutByThen) >= 4
          ? 'recovered'
          : 'not-recovered'
        : 'unknown',
      channel: one?.channel ?? 'unknown',
      channelFamily:
        Object.keys(FAMILIES).find((family) => one && FAMILIES[family]?.includes(one.channel)) ?? 'unknown',
      topic: one?.topic ?? 'unknown',
      npsClass: classOf('nps', ({ score }) =>
        score >= 9 ? 'promoter' : score >= 7 ? 'passive' : 'detractor',
      ),
      csatClass: classOf('csat', (answered) => {
        const point = points(answered);
        return point >= 4 ? 'satisfied' : point <= 2 ? 'dissatisfied' : 'neutral';
      }),
      cesClass: classOf('ces', ({ score, min, max, higherIsEasier }) => {
        const effort = Big(6 * (higherIsEasier ? max - score : score - min))
          .div(max - min)
          .plus(1);
        return effort.lte(3) ? 'easy' : effort.gte(5) ? 'hard' : 'neutral';
      }),
    },
    happened: {
      stoppedBuying: before(person.sales).some(isPurchase)
        ? !after(person.sales).some(isPurchase)
        : undefined,
      complainedAgain: after(person.complaints).length > 0,
      satisfied: asked !== undefined && points(asked) >= 4,
      positiveReview: written.some(({ sentiment }) => sentiment === 'positive'),
      recommended:
        written.some(({ recommends }) => recommends) ||
        after(person.answers).some(({ kind, score }) => kind === 'nps' && score >= 9),
    },
    amounts: {
      netBefore,
      netAfter,
      netChange: netAfter.minus(netBefore),
      costToServe: after(person.serviceCosts).reduce((total, { amount }) => total.plus(amount), ZERO),
    },
    tenure: tenure(time, person.purchaseTimes),
  };
}

/** A csat answer on a scale of 1 to 5: a quarter of its own scale is one point. */
function points({ score, min, max }: Answer): number {
  return 1 + (4 * (score - min)) / (max - min);
}

function response(one: Case): string {
  const first = answer(one);
  if (!first) return 'never';
  const waited = first.time - one.time;
  if (waited <= 30 * MINUTE) return '≤30m';
  if (waited <= 60 * MINUTE) return '≤1h';
  if (waited <= DAY) return '≤1d';
  return waited < 7 * DAY ? '<1w' : '≥1w';
}

function tenure(time: number, purchaseTimes: number[]): string {
  const first = purchaseTimes[0];
  if (first === undefined || first > time) return 'none';
  if (time - first < 90 * DAY) return 'under 90 days';
  return time - first < 365 * DAY ? 'under 365 days' : 'longer';
}
