import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { readConfiguration } from '../../libs/configuration/index.js';
import { createDataSource, migrate } from '../../libs/database/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { provideBiAccess } from './bi-access.js';

// A server of its own stands for an outside one: roles are of a whole server, and other tests make this role too.
let folder: string;
let server: EmbeddedPostgres;
let dataSource: DataSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifeledger-bi-access-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another user, who must be let in
  server = await startEmbeddedPostgres({
    ...{ dataDir: join(folder, 'data'), port: 0, projectDir: folder, rootBaseDir: join(folder, 'base') },
    log: () => undefined,
    settings: { fsync: 'off' },
  });
  dataSource = createDataSource({ url: server.url });
  await dataSource.initialize();
  await migrate(dataSource);
}, 60_000);
afterAll(async () => {
  await dataSource?.destroy();
  await server?.stop();
  await rm(folder, { recursive: true });
});

const provide = (password?: string) =>
  provideBiAccess(dataSource, readConfiguration({ DATABASE_URL: server.url, BI_READER_PASSWORD: password }));

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function logIn(password: string): Promise<void> {
  const url = new URL(server.url);
  [url.username, url.password] = ['bi_reader', encodeURIComponent(password)];
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query('select * from bi.as_of').finally(() => client.end());
}

test('without a password, nobody may log in, and the start says what to do', async () => {
  expect(await provide()).toBe(
    "nobody may log in yet: set BI_READER_PASSWORD; or as a superuser run: CREATE ROLE bi_reader LOGIN PASSWORD '…' " +
      'CONNECTION LIMIT 10; then start again',
  );
});

test('where the user may not create roles, the start says what to run', async () => {
  expect(await provide('a password')).toMatch(
    /^the user of DATABASE_URL may not create roles; as a superuser run: CREATE ROLE bi_reader /,
  );
});

test('the role that a superuser has made is let in, and its password left alone', async () => {
  await asSuperuser(`create role bi_reader login password 'by hand' connection limit 10`);
  const where = `127.0.0.1:${server.port}, database lifeledger, user bi_reader`;
  expect(await provide()).toBe(where);
  await logIn('by hand');
  expect(await provide('another')).toBe(
    `${where} (its password is as it was: the user of DATABASE_URL may not change it)`,
  );
  await logIn('by hand');
  await asSuperuser('drop owned by bi_reader; drop role bi_reader');
});

test('where the user may create roles, the role is made, by several processes at once too', async () => {
  await asSuperuser('alter role lifeledger createrole');
  await Promise.all([provide(`it's \\ a secret`), provide(`it's \\ a secret`)]);
  await logIn(`it's \\ a secret`);
  await provide('a new one');
  await logIn('a new one');
  await expect(logIn(`it's \\ a secret`)).rejects.toMatchObject({ code: '28P01' });
});
