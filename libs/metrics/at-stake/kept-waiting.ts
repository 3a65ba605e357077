import { DAY } from '../../calendar/index.js';
import type { VisibleHistory } from '../../facts/index.js';
import { groupOf } from '../impact/factors.js';
import type { Flow } from '../impact/flows.js';
import type { Condition, KeptFound, KeptRow, KeptSelection, KeptTable } from '../kept.js';
import type { Question } from '../metric.js';
import { lastYearOf, type WaitingCustomer, waitingStarts } from './waiting.js';

/** The complaints that wait as things stand now. */
export const WAITING_TABLE: KeptTable = {
  name: 'waiting_complaints',
  columns: [
    { name: 'time', type: 'time' },
    { name: 'complaintId', type: 'text' },
    { name: 'channel', type: 'text' },
    { name: 'channelFamily', type: 'text' },
    { name: 'topic', type: 'text' },
    // The customer's money of the last 365 days; what has grown older since is left out when it is read.
    { name: 'lastYear', type: 'text' },
  ],
  rows(history: VisibleHistory): KeptRow[] {
    const waiting = waitingStarts(history);
    if (waiting.length === 0) return [];
    const lastYear = writeFlows(lastYearOf(history, history.asOf));
    return waiting.map((start) => {
      const group = (factor: string) => groupOf(factor, start, history, history.asOf);
      const { position, time, case: complaint } = start;
      const groups = [group('channel'), group('channelFamily'), group('topic')];
      return { position, values: [time, complaint.id, ...groups, lastYear] };
    });
  },
};

/** The complaints that a question asks for. */
export function waitingSelection({
  from,
  to,
  filter,
}: Pick<Question, 'from' | 'to' | 'filter'>): KeptSelection {
  const where = Object.entries(filter).map(([name, value]): Condition => [name, '=', value]);
  if (from !== null) where.push(['time', '>=', from]);
  if (to !== null) where.push(['time', '<', to]);
  return { table: WAITING_TABLE, where };
}

/** The customers of rows of {@link WAITING_TABLE}. */
export function keptWaiting(rows: KeptFound['rows'], { asOf }: Pick<Question, 'asOf'>): WaitingCustomer[] {
  const customers = new Map<string, WaitingCustomer>();
  for (const { person, values } of rows) {
    const [time, complaintId, channel, , , lastYear] = values as [
      number,
      string,
      string,
      string,
      string,
      string,
    ];
    let customer = customers.get(person);
    if (!customer) {
      customer = { customer: person, complaints: [], lastYear: readFlows(lastYear, asOf - 365 * DAY) };
      customers.set(person, customer);
    }
    customer.complaints.push({ complaintId, channel, openedAt: time });
  }
  return [...customers.values()];
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
function readFlows(text: string, after: number): WaitingCustomer['lastYear'] {
  return (JSON.parse(text) as FlowText[])
    .filter(([, time]) => time > after)
    .map(([position, , value, currency, amount]) => ({
      ...{ position, value: BigInt(value) },
      unconverted: currency ? { currency, amount: BigInt(amount) } : null,
    }));
}
