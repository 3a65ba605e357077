import { Readable } from 'node:stream';
import { sharedFile } from '../../test/support/shared-data.js';
import { parseEvent } from '../events/index.js';
import { formatAmount, parseAmount } from '../money/index.js';
import type { Entry } from './entry.js';
import { openInput } from './open-input.js';
import { readCdnow } from './read-cdnow.js';
import { inChunks, listOf } from './testing/chunks.js';

const HEADER = 'customer_id date number_of_cds dollar_value\r\n';

const read = (content: string) => listOf(readCdnow(inChunks(content)));
const eventOf = (entry: Entry) => JSON.parse((entry as { json: string }).json);

test('a row is a purchase, as the contract has it', async () => {
  const [entry] = await read(`${HEADER}00001 19970101  1    11.77\r\n`);
  expect(entry.place).toBe(2);
  expect(eventOf(entry)).toEqual({
    specversion: '1.0',
    id: '1',
    source: 'cdnow',
    type: 'lifeledger.purchase.completed.v1',
    subject: '00001',
    time: '1997-01-01T12:00:00Z',
    datacontenttype: 'application/json',
    data: { orderId: '1', amount: '11.77', quantity: 1 },
  });
});

test('rows are numbered from 1, with or without a header, faulty ones counted', async () => {
  const rows = '1 19970101 1 1.00\n2 19970230 1 1.00\n\n3 19970101 x 1.00\n4 19970101 1 0.00';
  for (const header of [HEADER, '']) {
    const first = header ? 2 : 1;
    const entries = await read(header + rows);
    expect(entries.map(({ place }) => place)).toEqual([first, first + 1, first + 3, first + 4]);
    expect(entries[1]).toEqual({ place: first + 1, fault: 'has a date that is no day of the calendar' });
    expect(entries[2]).toEqual({
      place: first + 3,
      fault: 'must be a customer number, a date YYYYMMDD, a number of CDs and dollars, separated by spaces',
    });
    expect(eventOf(entries[3])).toMatchObject({ id: '4', data: { orderId: '4', amount: '0.00' } });
  }
});

test('a file of nothing but its header holds no events', async () => {
  expect(await read(HEADER)).toEqual([]);
  expect(await read('')).toEqual([]);
});

const file = sharedFile('data/CDNOW_master.txt.gz');
if (!file) console.warn('CDNOW is not there (LIFELEDGER_SHARED): a small generated set stands in for it');

test('the whole of CDNOW adds up', async () => {
  const { chunks } = await openInput(file ?? generated());
  const subjects = new Set<string>();
  let events = 0;
  let sum = 0n;
  for await (const entry of readCdnow(chunks)) {
    const event = eventOf(entry);
    events++;
    subjects.add(event.subject);
    sum += parseAmount(event.data.amount)!;
    if (events % 5_000 === 1) {
      const now = Date.UTC(2026, 0, 1) * 1000;
      expect(parseEvent(event, { now, reportingCurrency: 'USD' })).toMatchObject({ ok: true });
    }
  }
  expect({ events, subjects: subjects.size, sum: formatAmount(sum, 2) }).toEqual(
    file
      ? { events: 69_659, subjects: 23_570, sum: '2500315.63' }
      : { events: 1_000, subjects: 400, sum: '12250.00' },
  );
});

/** 1,000 rows of 400 customers, of 12.00 and 12.50 dollars by turns. */
function generated() {
  const rows = Array.from(
    { length: 1_000 },
    (_, row) =>
      `${String(row % 400).padStart(5, '0')} 199701${10 + (row % 20)}  2    ${row % 2 ? '12.50' : '12.00'}\r\n`,
  );
  return Readable.from([Buffer.from(HEADER + rows.join(''))]);
}
