import pg from 'pg';
import { createTestDatabase } from './test-database.js';

async function tablesOf(url: string, before = 'SELECT 1'): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(before);
    const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    return rows.map(({ tablename }) => tablename);
  } finally {
    await client.end();
  }
}

it('gives each caller an empty database of its own, gone once dropped', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(await tablesOf(one.url, 'CREATE TABLE t (n int)')).toEqual(['t']);
  expect(await tablesOf(other.url)).toEqual([]);
  await Promise.all([one.drop(), other.drop()]);
  await expect(tablesOf(one.url)).rejects.toThrow('does not exist');
});
