import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import { BESIDE, COMPARISON } from '../impact/beside.js';
import { keptMoments } from '../impact/kept-moments.js';
import { keptTally } from '../impact/kept-question.js';
import { ImpactTally, type Tallied } from '../impact/tally.js';
import { UnconvertedSums } from '../impact/unconverted.js';
import { OBSERVATION, whatSetsGroups } from '../impact/words.js';
import type { KeptTable } from '../kept.js';
import type { HistoryMetric, Question, Tally, TallyAnswer } from '../metric.js';
import { choice } from '../own-parameter.js';
import { keptWaiting, WAITING_TABLE, waitingSelection } from './kept-waiting.js';
import { riskOf, riskQuestion } from './risk.js';
import { atStakeRows, totalOf, valueAtStake, type Waiter } from './rows.js';
import { lastYearOf, type WaitingCustomer, waitingOf } from './waiting.js';

const RISK_MOMENTS = keptMoments('complaint', 7 * DAY) as KeptTable;

export const metric: HistoryMetric = {
  name: 'at-stake',
  version: 1,
  title: 'At stake now',
  description:
    'Complaints that wait for an answer, worst first: what the customer brought in the last year, and how much of it ' +
    'is likely to be lost if the complaint is left unanswered.',
  definition:
    'A row per complaint without an answer or a resolution at asOf. The risks are those of impact with by=answered, ' +
    'landmark=7, reference=answered and its default horizon, over all complaints that pass the filter, whatever from and ' +
    'to: stopRiskIfAnswered is the share of the answered who stopped buying, stopRiskIfUnanswered that plus the adjusted ' +
    'difference, kept within 0 and 1; null where no stratum holds both. valueAtStake = max(0, netLast365Days) × ' +
    '(stopRiskIfUnanswered − stopRiskIfAnswered), rounded half-even to 4 places; it may be negative. All rows of a ' +
    'customer have the same value, and the total counts it once.',
  unit: 'reporting currency',
  source: 'Expected loss: probability × exposure; the difference of risks as in impact',
  range: 'moments',
  grain: false,
  eventDimensions: ['channel', 'channelFamily', 'topic'],
  parameters: [
    choice(['complaint'], {
      name: 'moment',
      description: 'What waits for an answer.',
      standard: 'complaint',
      shapes: 'contribution',
    }),
  ],
  split: { standard: [], most: 0 },
  columns: [
    { name: 'customer', type: 'text', personal: true, description: 'Whose complaint it is' },
    { name: 'complaintId', type: 'text', personal: true, description: 'The complaint' },
    { name: 'channel', type: 'text', description: 'The channel it was opened in' },
    { name: 'openedAt', type: 'time', description: 'When it was opened' },
    { name: 'waitingHours', type: 'number', description: 'Hours from then to asOf' },
    {
      name: 'netLast365Days',
      type: 'money',
      description: 'The customer’s purchases less refunds of the 365 days up to asOf',
    },
    {
      name: 'stopRiskIfAnswered',
      type: 'rate',
      description: 'Share of answered customers who stopped buying',
    },
    {
      name: 'stopRiskIfUnanswered',
      type: 'rate',
      description: 'stopRiskIfAnswered plus the adjusted difference of the unanswered',
    },
    {
      name: 'valueAtStake',
      type: 'money',
      nullable: true,
      description: 'max(0, netLast365Days) × (stopRiskIfUnanswered − stopRiskIfAnswered)',
    },
  ],
  columnsBeforeGroups: 1,

  beside: {
    ...BESIDE,
    total: {
      type: 'object',
      description: 'Of all rows, each customer’s value at stake once.',
      properties: {
        complaints: { type: 'integer', minimum: 0 },
        customers: { type: 'integer', minimum: 0 },
        valueAtStake: { type: ['string', 'null'] },
      },
    },
    comparison: {
      anyOf: [COMPARISON, { type: 'null' }],
      description: 'What the risks rest on: of stopping to buy, the unanswered against the answered.',
    },
  },

  begin(question: Question): Tally {
    const tally = new ImpactTally(riskQuestion(question));
    const found: WaitingCustomer[] = [];
    return {
      add(customer: string, history: VisibleHistory) {
        tally.add(history);
        const complaints = waitingOf(history, question);
        if (complaints.length === 0) return;
        found.push({ customer, complaints, lastYear: lastYearOf(history, question.asOf) });
      },
      finish: () => answerOf(tally.finish(), found, question),
    };
  },

  kept: {
    tables: [RISK_MOMENTS, WAITING_TABLE],
    plan(question: Question) {
      const plan = keptTally(riskQuestion(question), question);
      return (
        plan && {
          ...plan,
          rows: waitingSelection(question),
          finish: (found) => answerOf(plan.finish(found), keptWaiting(found.rows, question), question),
        }
      );
    },
  },
};

/** The risks are of all complaints, the rows of those that wait. */
function answerOf(tallied: Tallied, found: readonly WaitingCustomer[], question: Question): TallyAnswer {
  const risk = riskOf(tallied);
  const unconverted = new UnconvertedSums();
  const waiters = found.map(({ lastYear, ...waiter }): Waiter => {
    unconverted.add(lastYear);
    const netLastYear = lastYear.reduce((sum, { value }) => sum + value, 0n);
    return { ...waiter, netLastYear, value: valueAtStake(netLastYear, risk) };
  });
  return {
    rows: atStakeRows(waiters, risk, question),
    unconverted: unconverted.list(),
    beside: {
      total: totalOf(waiters, question),
      incomplete: tallied.incomplete,
      landmark: 7,
      groupsSetBy: whatSetsGroups(riskQuestion(question)),
      comparison: risk.comparison,
      note: OBSERVATION,
    },
  };
}
