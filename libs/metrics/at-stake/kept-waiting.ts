import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import { groupOf } from '../impact/factors.js';
import type { Flow } from '../impact/flows.js';
import type {
  Condition,
  FoundReads,
  FoundRow,
  KeptReads,
  KeptRow,
  KeptRowsRead,
  KeptSelection,
  KeptTable,
} from '../kept.js';
import type { Question } from '../metric.js';
import { type AllWaiting, allWaiting } from './all-waiting.js';
import type { Risk } from './risk.js';
import { isWorstWhoBroughtMost } from './stakes.js';
import { type LastYear, lastYearOf, type WaitingComplaint, waitingStarts } from './waiting.js';

/** The complaints that wait as things stand now. */
export const WAITING_TABLE: KeptTable = {
  name: 'waiting_complaints',
  columns: [
    { name: 'time', type: 'time' },
    // Of the oldest of the customer's money of the last 365 days. As long as it counts, their sum is netLastYear.
    { name: 'oldest', type: 'time' },
    { name: 'netLastYear', type: 'money' },
    { name: 'complaintId', type: 'text' },
    { name: 'channel', type: 'text' },
    { name: 'channelFamily', type: 'text' },
    { name: 'topic', type: 'text' },
    // All of that money: read only when some of it has grown older since.
    { name: 'lastYear', type: 'text' },
  ],
  rows(history: VisibleHistory): KeptRow[] {
    const waiting = waitingStarts(history);
    if (waiting.length === 0) return [];
    const flows = lastYearOf(history, history.asOf);
    const net = flows.reduce((sum, { value }) => sum + value, 0n);
    const money = [oldestOf(flows, net), net] as const;
    const lastYear = writeFlows(flows);
    return waiting.map((start) => {
      const group = (factor: string) => groupOf(factor, start, history, history.asOf);
      const { position, time, case: complaint } = start;
      const groups = [group('channel'), group('channelFamily'), group('topic')];
      return { position, values: [time, ...money, complaint.id, ...groups, lastYear] };
    });
  },
};

/** What a column of money surely holds. */
const FITS = 2n ** 62n;

/** −Infinity where the sum does not tell all. */
function oldestOf(flows: readonly Flow[], net: bigint): number {
  const fits = net > -FITS && net < FITS;
  if (!fits || flows.some(({ unconverted }) => unconverted)) return Number.NEGATIVE_INFINITY;
  return flows.reduce((oldest, { time }) => Math.min(oldest, time), Number.POSITIVE_INFINITY);
}

const SUMMED = ['time', 'complaintId', 'channel', 'netLastYear'];
const LISTED = ['time', 'complaintId', 'channel', 'lastYear'];

type Asked = Pick<Question, 'asOf' | 'from' | 'to' | 'filter' | 'own'>;

/** The complaints whose money counts as it is summed, more than are shown at the most; and all others. */
export function waitingReads(question: Asked): KeptReads {
  const { summed, listed } = selections(question);
  return {
    rows: [
      { of: summed, columns: SUMMED, limit: Number(question.own.top) + 1 },
      { of: listed, columns: LISTED },
    ],
    amounts: [],
  };
}

/** Whether more wait than are shown, so that {@link waitingReads} has not found all. */
export function moreWait({ rows: [summed] }: FoundReads, { own }: Asked): boolean {
  return summed.length > Number(own.top);
}

/** Where more wait than are shown: the worst of them, and how many customers brought how much. @param risk says who is worst */
export function worstReads(risk: Risk, question: Asked): KeptReads {
  const of = selections(question).summed;
  return {
    rows: [{ of, columns: SUMMED, ...(isWorstWhoBroughtMost(risk) && worstFirst(question)) }],
    amounts: [{ of, by: 'netLastYear' }],
  };
}

/** The rank of stakes.ts, and then of {@link atStakeRows}. */
function worstFirst({ own }: Asked): Pick<KeptRowsRead, 'order' | 'limit'> {
  const rest = ['time', 'person', 'complaintId', 'channel'].map((by) => ({ by }));
  return { order: [{ by: 'netLastYear', highestFirst: true }, ...rest], limit: Number(own.top) };
}

function selections({ asOf, from, to, filter }: Asked): Record<'summed' | 'listed', KeptSelection> {
  const where = Object.entries(filter).map(([name, value]): Condition => [name, '=', value]);
  if (from !== null) where.push(['time', '>=', from]);
  if (to !== null) where.push(['time', '<', to]);
  const yearBefore = asOf - 365 * DAY;
  return {
    summed: { table: WAITING_TABLE, where: [...where, ['oldest', '>', yearBefore]] },
    listed: { table: WAITING_TABLE, where: [...where, ['oldest', '<=', yearBefore]] },
  };
}

/** What waits, by what {@link waitingReads} found, and {@link worstReads} besides. */
export function keptWaiting(
  { rows: [summed, listed] }: FoundReads,
  worst: FoundReads | null,
  { asOf }: Asked,
): AllWaiting {
  const others = complaintsOf(listed, (text) => readFlows(text, asOf - 365 * DAY));
  const shown = complaintsOf(worst ? worst.rows[0] : summed, (net) => ({
    net: BigInt(net),
    withoutRate: [],
  }));
  if (!worst) return allWaiting([...shown, ...others]);
  const all = allWaiting(others);
  all.worst = [...shown, ...others];
  for (const { amount, rows, persons } of worst.amounts[0]) {
    all.complaints += rows;
    all.customers.set(amount, (all.customers.get(amount) ?? 0) + persons);
  }
  return all;
}

/** @param read of the text of the last column: the same text is read once */
function complaintsOf(rows: readonly FoundRow[], read: (text: string) => LastYear): WaitingComplaint[] {
  const known = new Map<string, LastYear>();
  return rows.map((row) => {
    const [customer, openedAt, complaintId, channel, money] = row as [string, number, string, string, string];
    let lastYear = known.get(money);
    if (!lastYear) {
      lastYear = read(money);
      known.set(money, lastYear);
    }
    return { customer, complaintId, channel, openedAt, lastYear };
  });
}

type FlowText = [position: number, time: number, value: string, currency: string, amount: string];

function writeFlows(flows: readonly Flow[]): string {
  return JSON.stringify(
    flows.map(({ position, time, value, unconverted }): (string | number)[] => [
      ...[position, time, value.toString()],
      ...(unconverted ? [unconverted.currency, unconverted.amount.toString()] : []),
    ]),
  );
}

/** @param after microseconds; what came until then is left out */
function readFlows(text: string, after: number): LastYear {
  const flows = (JSON.parse(text) as FlowText[]).filter(([, time]) => time > after);
  return {
    net: flows.reduce((sum, [, , value]) => sum + BigInt(value), 0n),
    withoutRate: flows.flatMap(([position, , , currency, amount]) =>
      currency ? [{ position, unconverted: { currency, amount: BigInt(amount) } }] : [],
    ),
  };
}
