import { DAY } from '../../calendar/index.js';
import { formatTime } from '../../events/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import { MOST_ROWS } from '../answer-size.js';
import { BESIDE, COMPARISON } from '../impact/beside.js';
import { keptMoments } from '../impact/kept-moments.js';
import { keptTally } from '../impact/kept-question.js';
import { ImpactTally, type Tallied } from '../impact/tally.js';
import { OBSERVATION, whatSetsGroups } from '../impact/words.js';
import type { KeptTable } from '../kept.js';
import type { Cell, HistoryMetric, Question, Tally, TallyAnswer } from '../metric.js';
import { choice, wholeNumber } from '../own-parameter.js';
import { type AllWaiting, allWaiting } from './all-waiting.js';
import { keptWaiting, moreWait, WAITING_TABLE, waitingReads, worstReads } from './kept-waiting.js';
import { riskOf, riskQuestion, STOPPED } from './risk.js';
import { atStakeRows, totalOf } from './rows.js';
import { stakesOf } from './stakes.js';
import { lastYearOf, type WaitingComplaint, waitingOf } from './waiting.js';

const RISK_MOMENTS = keptMoments('complaint', 7 * DAY) as KeptTable;

export const metric: HistoryMetric = {
  name: 'at-stake',
  version: 1,
  title: 'At stake now',
  description:
    'Complaints that wait for an answer, worst first: what the customer brought in the last year, and how much of it ' +
    'is likely to be lost if the complaint is left unanswered.',
  definition:
    'A row per complaint without an answer or a resolution at asOf, the worst first and not more than top. The risks are those of impact with by=answered, ' +
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
    wholeNumber(1, MOST_ROWS, {
      name: 'top',
      description: 'At most so many rows, the worst ones; the total is of all.',
      standard: '10000',
      whole: String(MOST_ROWS),
      shapes: 'rows',
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
      description: 'Of all complaints that wait, each customer’s value at stake once.',
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
    const found: WaitingComplaint[] = [];
    return {
      add(customer: string, history: VisibleHistory) {
        tally.add(history);
        const complaints = waitingOf(history, question);
        if (complaints.length === 0) return;
        const flows = lastYearOf(history, question.asOf);
        const net = flows.reduce((sum, { value }) => sum + value, 0n);
        const lastYear = { net, withoutRate: flows };
        for (const { position, ...complaint } of complaints) found.push({ customer, ...complaint, lastYear });
      },
      finish: () => answerOf(tally.finish(), allWaiting(found), question),
    };
  },

  kept: {
    tables: [RISK_MOMENTS, WAITING_TABLE],
    plan(question: Question) {
      const tally = keptTally(riskQuestion(question), question, [STOPPED]);
      return (
        tally && {
          ...tally,
          reads: waitingReads(question),
          further: (found) =>
            moreWait(found.reads, question) ? worstReads(riskOf(tally.finish(found)), question) : null,
          finish: (found, worst) =>
            answerOf(tally.finish(found), keptWaiting(found.reads, worst, question), question),
        }
      );
    },
  },

  // The risks are shares over all complaints: `impact` explains them.
  explains: {
    measures: [
      { name: 'complaints', type: 'count' },
      { name: 'net_last365_days', type: 'money' },
    ],
    key: ['customer', 'complaintId'],
    // Two sources may have given one id to two complaints.
    furtherKey: ['channel', 'openedAt'],
    contribute: addWaiting,
  },
};

/** The complaint of a row, and the purchases and refunds of its customer’s last 365 days. */
function addWaiting(
  history: VisibleHistory,
  question: Question,
  [, ...named]: readonly string[],
  row: Cell,
): void {
  const complaints = waitingOf(history, question).filter(({ complaintId, channel, openedAt }) =>
    [complaintId, channel, formatTime(openedAt)].every((value, i) => named[i] === '' || named[i] === value),
  );
  if (complaints.length === 0) return;
  for (const { position } of complaints) row.add(0, 1, position);
  for (const { position, value } of lastYearOf(history, question.asOf)) row.add(1, value, position);
}

/** The risks are of all complaints, the rows of those that wait. */
function answerOf(tallied: Tallied, waiting: AllWaiting, question: Question): TallyAnswer {
  const risk = riskOf(tallied);
  const stakes = stakesOf(new Set(waiting.worst.map(({ lastYear }) => lastYear)), risk, question);
  return {
    rows: atStakeRows(waiting.worst, stakes, risk, question),
    unconverted: waiting.unconverted,
    beside: {
      total: totalOf(waiting, risk, question),
      incomplete: tallied.incomplete,
      landmark: 7,
      groupsSetBy: whatSetsGroups(riskQuestion(question)),
      comparison: risk.comparison,
      note: OBSERVATION,
    },
  };
}
