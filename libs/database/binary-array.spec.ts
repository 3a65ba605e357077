import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { createDataSource, rows, textArray, timeArray, withConnection } from './index.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = createDataSource({ url: database.url });
  await dataSource.initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const select = (sql: string, values: unknown[]) =>
  withConnection(dataSource, (connection) => rows(connection, sql, values));

/** Everything that a text column can hold. */
const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0'));

test('texts arrive as they are: of any characters, quotes, backslashes, empty, null', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text), { maxLength: 30 }), async (values) => {
      const sent = [textArray(values)];
      const found = await select(
        'select t, n from unnest($1::text[]) with ordinality as u(t, n) order by n',
        sent,
      );
      expect(found).toEqual(values.map((value, i) => [value, i + 1]));
    }),
  );
  const [[kept]] = await select('select $1::text[]', [textArray(['a"b\\c,{}', '', null, 'NULL', '😀'])]);
  expect(kept).toEqual(['a"b\\c,{}', '', null, 'NULL', '😀']);
});

test('instants arrive to the microsecond, before 1970 and 2000 too', async () => {
  const instant = fc.integer({ min: Date.UTC(1700, 0, 1) * 1000, max: Date.UTC(2254, 11, 31) * 1000 });
  await fc.assert(
    fc.asyncProperty(fc.array(instant, { maxLength: 30 }), async (times) => {
      const sent = [timeArray(times)];
      const found = await select(
        'select t from unnest($1::timestamptz[]) with ordinality as u(t, n) order by n',
        sent,
      );
      expect(found).toEqual(times.map((time) => [time]));
    }),
  );
  const [[same]] = await select(
    `select $1::timestamptz[] = array['2024-02-29 23:59:59.000001+00'::timestamptz]`,
    [timeArray([Date.UTC(2024, 1, 29, 23, 59, 59) * 1000 + 1])],
  );
  expect(same).toBe(true);
});
