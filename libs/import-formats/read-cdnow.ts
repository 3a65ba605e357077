import { parseTime } from '../events/index.js';
import type { Entry } from './entry.js';
import { splitLines } from './split-lines.js';

const ROW = /^\s*(?<customer>\d+)\s+(?<date>\d{8})\s+(?<discs>\d+)\s+(?<dollars>\d+(?:\.\d+)?)\s*$/;
const EXPECTED =
  'must be a customer number, a date YYYYMMDD, a number of CDs and dollars, separated by spaces';

/**
 * The purchases of the CDNOW data set: columns separated by spaces, a header line that is not counted.
 *
 * Each row is a `purchase.completed` of the source `cdnow`: `id` and `orderId` are the row's number from 1, `subject`
 * the customer number as written, `time` noon UTC of its date.
 */
export async function* readCdnow(chunks: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  let row = 0;
  for await (const line of splitLines(chunks)) {
    if (row === 0 && 'text' in line && isHeader(line)) continue;
    row++;
    if ('fault' in line) yield { place: line.number, fault: line.fault };
    else yield { place: line.number, ...eventOf(line.text, String(row)) };
  }
}

/** Whether a line is one of CDNOW's, by its form: a row or the header. */
export function looksLikeCdnow(line: string): boolean {
  return ROW.test(line) || /^customer_id\s+date\s+number_of_cds\s+dollar_value\s*$/.test(line);
}

function isHeader(line: { number: number; text: string }): boolean {
  return line.number === 1 && /^\s*[a-z]/i.test(line.text);
}

function eventOf(text: string, row: string): { json: string } | { fault: string } {
  const found = ROW.exec(text)?.groups;
  if (!found) return { fault: EXPECTED };
  const { customer, date, discs, dollars } = found;
  const time = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T12:00:00Z`;
  if (parseTime(time) === null) return { fault: 'has a date that is no day of the calendar' };
  return {
    json: JSON.stringify({
      specversion: '1.0',
      id: row,
      source: 'cdnow',
      type: 'lifeledger.purchase.completed.v1',
      subject: customer,
      time,
      datacontenttype: 'application/json',
      data: { orderId: row, amount: dollars, quantity: Number(discs) },
    }),
  };
}
