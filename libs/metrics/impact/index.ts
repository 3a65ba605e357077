import type { VisibleHistory } from '../../facts/index.js';
import type { AnswerColumn, Cell, HistoryMetric, Question, Tally, TallyAnswer } from '../metric.js';
import { BESIDE, COMPARISON } from './beside.js';
import { comparisonsOf, referenceOf } from './comparisons.js';
import { FACTORS } from './factors.js';
import { MOMENT_TABLES } from './kept-moments.js';
import { keptTally } from './kept-question.js';
import { momentsOf } from './moments.js';
import { isShare, OUTCOMES, type OutcomeName } from './outcomes.js';
import { parameters } from './parameters.js';
import { impactQuestion } from './question.js';
import { impactRows } from './rows.js';
import { ImpactTally, type Tallied } from './tally.js';
import { OBSERVATION, whatSetsGroups } from './words.js';

const MEANINGS: Record<OutcomeName, string> = {
  stoppedBuying: 'Of those with a purchase in the horizon before the moment, those without one in the window',
  complainedAgain: 'Those with another complaint opened in the window',
  satisfied:
    'Those satisfied (in the top two points) in the first csat answer about the moment in the window, else in the first there',
  positiveReview: 'Those with a positive mention in the window',
  recommended: 'Those with a mention that recommends, or an nps answer of 9 or 10, in the window',
  netBefore: 'Purchases less refunds in the horizon before the moment',
  netAfter: 'Purchases less refunds in the window',
  netChange: 'netAfter − netBefore',
  costToServe: 'Costs of contacts received, and compensations of complaints resolved, in the window',
};

/** What explain says of a row: counts of moments and customers, and of what sums there are. */
const MEASURES = [
  'moments',
  'customers',
  'hadBought',
  ...OUTCOMES.filter((outcome) => outcome !== 'netChange'),
] as const;

export const metric: HistoryMetric = {
  name: 'impact',
  version: 1,
  title: 'Experience tied to money',
  description:
    'What customers did after a complaint, a contact or a survey, and what it was worth, by what they experienced.',
  definition:
    'A moment counts when its landmark and horizon are over at asOf; younger ones are counted in incomplete. Outcomes are ' +
    'looked for in the window (t + landmark, t + landmark + horizon] after a moment at t. Shares come with Wilson’s ' +
    'interval, mean amounts with Student’s. Beside the rows, comparisons has each group against the reference in every ' +
    'outcome: the difference with Newcombe’s hybrid score interval and the p-value of the pooled z test, for money with ' +
    'Welch’s; and the adjusted difference over strata of the fifth of netBefore, the tenure at the moment (none, under 90, ' +
    'under 365 days, longer) and the acquisition channel, over strata with at least two customers of each group, weighted ' +
    'by their share of both groups’ customers. A filter on what is known as a moment comes narrows the moments of which a ' +
    'customer’s first counts; one on what became of it leaves out customers whose first moment is otherwise.',
  unit: 'shares of customers; reporting currency per customer',
  source:
    'Landmark analysis: Anderson, Cain, Gelber: J. Clin. Oncol. 1, 1983; intervals: Newcombe: Statistics in Medicine 17, ' +
    '1998; stratification: Imbens, Rubin: Causal Inference, 2015',
  range: 'moments',
  grain: false,
  eventDimensions: Object.keys(FACTORS),
  parameters,
  split: { standard: ['answered'], most: 1 },
  columns: [
    { name: 'group', type: 'text', description: 'The group of the factor in by' },
    { name: 'moments', type: 'count', description: 'Moments counted' },
    { name: 'customers', type: 'count', description: 'Customers they are of' },
    ...OUTCOMES.map(
      (name): AnswerColumn => ({
        name,
        type: 'estimate',
        estimateOf: isShare(name) ? 'share' : 'money',
        description: MEANINGS[name],
      }),
    ),
  ],
  columnsBeforeGroups: 1,

  beside: {
    ...BESIDE,
    reference: { type: ['string', 'null'], description: 'The group that others are compared with.' },
    comparisons: { type: 'array', items: COMPARISON },
  },

  begin(question: Question): Tally {
    const tally = new ImpactTally(impactQuestion(question));
    return {
      add: (_person, history) => tally.add(history),
      finish: () => answerOf(tally.finish(), question),
    };
  },

  kept: {
    tables: MOMENT_TABLES,
    plan(question: Question) {
      const plan = keptTally(impactQuestion(question), question);
      return plan && { ...plan, finish: (found) => answerOf(plan.finish(found), question) };
    },
  },

  explains: {
    measures: MEASURES.map((name) => ({
      name: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      type: name.startsWith('net') || name === 'costToServe' ? 'money' : 'count',
    })),
    contribute: addMoments,
  },
};

function answerOf(tallied: Tallied, question: Question): TallyAnswer {
  const asked = impactQuestion(question);
  return {
    rows: impactRows(tallied, asked, question),
    unconverted: tallied.unconverted,
    beside: {
      incomplete: tallied.incomplete,
      reference: referenceOf(tallied, asked),
      landmark: Number(question.own.landmark),
      groupsSetBy: whatSetsGroups(asked),
      comparisons: comparisonsOf(tallied, asked, question),
      note: OBSERVATION,
    },
  };
}

/** The moments of one customer in a group, and the events that make their outcomes. */
function addMoments(
  history: VisibleHistory,
  question: Question,
  [group]: readonly string[],
  row: Cell,
): void {
  const measure = (name: (typeof MEASURES)[number]) => MEASURES.indexOf(name);
  const moments = momentsOf(history, impactQuestion(question)).counted.filter((one) => one.group === group);
  moments.forEach(({ position, outcomes }, i) => {
    row.add(measure('moments'), 1, position);
    if (i === 0) row.add(measure('customers'), 1, position);
    if (outcomes.stoppedBuying) row.add(measure('hadBought'), 1, position);
    for (const outcome of OUTCOMES) {
      if (outcome === 'netChange') continue;
      for (const { value, position: at } of outcomes[outcome]?.behind() ?? []) {
        row.add(measure(outcome), isShare(outcome) ? Number(value) : value, at);
      }
    }
  });
}
