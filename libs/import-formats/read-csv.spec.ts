import { parseColumnMap } from './column-map.js';
import { readCsv } from './read-csv.js';
import { inChunks, listOf } from './testing/chunks.js';

const PURCHASE = { source: 'shop', type: 'purchase.completed' };

const read = (content: string | Buffer, pairs: string, constants = PURCHASE, delimiter?: string) =>
  listOf(readCsv(inChunks(content), { map: parseColumnMap([pairs], constants), delimiter }));
const readEvents = async (...args: Parameters<typeof read>) =>
  (await read(...args)).map((entry) => ('json' in entry ? JSON.parse(entry.json) : entry));

test('rows become events by the map; numbers are numbers, amounts stay text', async () => {
  const content =
    '\ufefforder,customer,day,total,pieces,remark\r\n' +
    'A-1,c1,2025-03-01,29.330,2,"he said ""well,\r\nwell"""\r\n' +
    'A-2, c2 ,2025-03-01T10:00:00+02:00,5,1.50,\r\n';
  const map =
    'id=order,subject=customer,time=day,data.orderId=order,data.amount=total,data.quantity=pieces,data.currency==EUR,data.remark=remark';
  const events = await readEvents(content, map);
  expect(events).toEqual([
    {
      specversion: '1.0',
      id: 'A-1',
      datacontenttype: 'application/json',
      source: 'shop',
      type: 'lifeledger.purchase.completed.v1',
      subject: 'c1',
      time: '2025-03-01T12:00:00Z',
      data: {
        orderId: 'A-1',
        amount: '29.330',
        quantity: 2,
        currency: 'EUR',
        remark: 'he said "well,\r\nwell"',
      },
    },
    expect.objectContaining({
      id: 'A-2',
      subject: 'c2',
      time: '2025-03-01T10:00:00+02:00',
      data: { orderId: 'A-2', amount: '5', quantity: 1.5, currency: 'EUR' },
    }),
  ]);
});

test('without a column for it, the id is the number of the row; places are lines of the file', async () => {
  const entries = await read('day,who\n2025-01-01,"a\nb"\n\n2025-01-02,c\n', 'time=day,subject=who');
  expect(entries.map(({ place }) => place)).toEqual([2, 5]);
  expect(entries.map((entry) => JSON.parse((entry as { json: string }).json).id)).toEqual(['1', '2']);
});

test('the type may come from a column, in short or in full; fields nest; true and false are such', async () => {
  const events = await readEvents(
    'kind;day;contact;voluntary;score\n' +
      'survey.answered;2025-01-01;k1;;4\n' +
      'lifeledger.subscription.cancelled.v1;2025-01-01;;TRUE;\n',
    'type=kind,time=day,source==desk,data.about.contactId=contact,data.voluntary=voluntary,data.score=score',
    {} as typeof PURCHASE,
    ';',
  );
  expect(events.map(({ type, data }) => ({ type, data }))).toEqual([
    { type: 'lifeledger.survey.answered.v1', data: { about: { contactId: 'k1' }, score: 4 } },
    { type: 'lifeledger.subscription.cancelled.v1', data: { voluntary: true } },
  ]);
});

test('a row that is no event is a fault, and the next is read', async () => {
  const content = 'id,day\n1,yesterday\n2\n,2025-01-01\n3,2025-02-30\n4,2025-01-01\n';
  const time = 'time: must be RFC 3339 with an offset, or a date YYYY-MM-DD';
  expect(await read(content, 'id=id,time=day')).toEqual([
    { place: 2, fault: time },
    { place: 3, fault: 'has 1 cells where the header has 2' },
    { place: 4, fault: 'id: the cell is empty' },
    { place: 5, fault: time },
    { place: 6, json: expect.stringContaining('"id":"4"') },
  ]);
});

test('another encoding is told, not guessed', async () => {
  const content = Buffer.from('day,product\n2025-01-01,M\xfcsli\n', 'latin1');
  expect(await read(content, 'time=day,data.product=product')).toEqual([
    { place: 2, fault: 'is not valid UTF-8: save the file as UTF-8 first' },
  ]);
});

test.each([
  ['a column that is not there', 'day\n', 'time=date', 'no column "date"; the header has: day'],
  ['a column that is there twice', 'day,day\n', 'time=day', 'the column "day" 2 times'],
  ['quotes that do not end', 'day\n"2025', 'time=day', 'this is no CSV: Quote Not Closed'],
  ['an empty file', '', 'time=day', 'the file is empty'],
])('%s is refused', async (_, content, map, message) => {
  await expect(read(content, map)).rejects.toThrow(message);
});

describe('the map', () => {
  const parse = (...pairs: string[]) => parseColumnMap([...pairs, 'time=t'], PURCHASE);

  test('pairs with commas are quoted, and a column may hold an equals sign', () => {
    const { attributes, data } = parse('"data.amount=Total, net",subject=a=b', ' data.orderId==x ');
    expect(data.get('amount')).toEqual({ column: 'Total, net' });
    expect(data.get('orderId')).toEqual({ constant: 'x' });
    expect(attributes.get('subject')).toEqual({ column: 'a=b' });
    expect(attributes.get('source')).toEqual({ constant: 'shop' });
  });

  test.each([
    ['amount=total', '"amount" is no target; it must be one of id, source, type'],
    ['data.=total', 'is no target'],
    ['data.__proto__.x=total', 'is no target'],
    ['subject', '"subject" must be target=column or target==constant'],
    ['subject=a,subject=b', '"subject" is given twice'],
    ['source=a', '"source" is given twice'],
    ['data.about=a,data.about.contactId=b', 'data.about and data.about.contactId cannot both be given'],
  ])('%s is refused', (pairs, message) => {
    expect(() => parse(pairs)).toThrow(message);
  });

  test('it must say source, type and time', () => {
    expect(() => parseColumnMap([], PURCHASE)).toThrow(
      'time is missing: give time=<column> or time==<value>',
    );
    expect(() => parseColumnMap(['time=t'], { source: 's' })).toThrow('type is missing');
  });
});
