import { type Chance, deck } from './chance.js';
import type { Customer } from './customers.js';
import { DAY, HOUR, MINUTE, monthStart } from './months.js';
import type { Telling } from './publication.js';
import { inStory } from './story.js';

/** The touchpoint of the survey that asks everybody, whatever they did: NPS is 23 in 2024 and 32 in 2025. */
export const RELATIONSHIP = 'relationship';
/** The touchpoint of a campaign of 2025-03, whose CSAT is the published worked example: 80 of 112, 71.43. */
export const TRADE_IN = 'trade-in';

/** Answers of a year, of 2,400: 46 − 23 = 23, and 50 − 18 = 32 percent. */
const YEARS = [
  { promoter: 1_104, passive: 744, detractor: 552 },
  { promoter: 1_200, passive: 768, detractor: 432 },
] as const;
const ANSWERS_A_MONTH = 200;
const INVITED_A_MONTH = 480;

const TRADE_IN_MONTH = 14;
const TRADE_IN_ANSWERS = { 5: 50, 4: 30, 3: 17, 2: 9, 1: 6 };
const TRADE_IN_INVITED = 160;

/** What the answers of the relationship survey will be, year by year, in the order in which they come. */
export function planRelationship(chance: Chance): ('promoter' | 'passive' | 'detractor')[] {
  return YEARS.flatMap((counts) => deck(chance, counts));
}

/** The surveys of a month that no contact or complaint gives cause for. */
export function tellSurveys(
  telling: Telling,
  anybody: () => Customer,
  month: number,
  plan: readonly ('promoter' | 'passive' | 'detractor')[],
): void {
  const { chance } = telling;
  const outsideStories = () => {
    let customer = anybody();
    while (inStory(customer.story, month)) customer = anybody();
    return customer;
  };
  const answers = plan.slice(month * ANSWERS_A_MONTH, (month + 1) * ANSWERS_A_MONTH);
  for (let number = 0; number < INVITED_A_MONTH; number++) {
    const asked = { kind: 'nps', touchpoint: RELATIONSHIP };
    const answer = answers[number];
    tellSurvey(telling, outsideStories(), month, asked, answer && likelihoodOf(chance, answer));
  }
  if (month !== TRADE_IN_MONTH) return;
  const scores = deck(chance, TRADE_IN_ANSWERS);
  for (let number = 0; number < TRADE_IN_INVITED; number++) {
    const asked = { kind: 'csat', touchpoint: TRADE_IN, product: 'fernruf-6' };
    const score = scores[number];
    tellSurvey(telling, outsideStories(), month, asked, score === undefined ? undefined : Number(score));
  }
}

function likelihoodOf({ whole }: Chance, answer: 'promoter' | 'passive' | 'detractor'): number {
  if (answer === 'promoter') return whole(9, 10);
  return answer === 'passive' ? whole(7, 8) : whole(1, 6);
}

/** An invitation, and the answer if there is one, both within the month. */
function tellSurvey(
  { chance, next, publish }: Telling,
  { id: subject, since }: Customer,
  month: number,
  asked: Record<string, unknown>,
  score: number | undefined,
): void {
  const responseId = next('response');
  const latest = monthStart(month + 1) - 4 * DAY;
  const at = chance.whole(Math.max(monthStart(month), since + HOUR), latest);
  const data = { responseId, ...asked };
  publish({ type: 'survey.sent', id: `sent-${responseId}`, source: 'surveys', subject, at, data });
  if (score === undefined) return;
  publish({
    type: 'survey.answered',
    id: `answered-${responseId}`,
    source: 'surveys',
    subject,
    at: at + chance.whole(10 * MINUTE, 3 * DAY),
    data: { ...data, score },
  });
}
