import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { type StartedProcess, startProcess } from './start-process.js';

/** A start as `npm start` does it, on the embedded PostgreSQL. */
let dataDir: string;
let started: StartedProcess;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-bi-'));
  await chmod(dataDir, 0o755); // as root, PostgreSQL runs as another user, who must be let in
  await start();
}, 120_000);
afterAll(async () => {
  if (!started) return;
  const elsewhere = /its data is in (.+)$/m.exec(started.notes.join('\n'));
  await stop();
  if (elsewhere) await rm(dirname(elsewhere[1]), { recursive: true });
  await rm(dataDir, { recursive: true });
}, 60_000);

async function start(env: NodeJS.ProcessEnv = {}): Promise<void> {
  started = await startProcess(process.cwd(), {
    ...{ DATABASE_URL: '', BI_READER_PASSWORD: '', LIFELEDGER_DATA_DIR: dataDir, PORT: '0', BI_PORT: '0' },
    ...{ LOG_LEVEL: 'error', ...env },
  });
}

async function stop(): Promise<void> {
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
}

/** What the start has printed of where BI tools connect. */
function printed(): RegExpExecArray {
  const line = /BI tools +127\.0\.0\.1:(\d+), database lifeledger, user bi_reader(?:, password in (.+))?$/m;
  const found = line.exec(started.notes.join('\n'));
  if (!found) throw new Error(started.notes.join('\n'));
  return found;
}

async function connect(password: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...{ host: '127.0.0.1', port: Number(printed()[1]), database: 'lifeledger', user: 'bi_reader', password },
  });
  await client.connect();
  return client;
}

test('the start prints where BI tools connect, and keeps the password in a file of mode 0600', async () => {
  const [, , file] = printed();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const reader = await connect((await readFile(file, 'utf8')).trim());
  const { rows } = await reader.query(`select viewname from pg_views where schemaname = 'bi'`);
  for (const { viewname } of rows) await reader.query(`select * from bi.${viewname}`);
  await reader.end();
});

test('the role may read bi and nothing else, nor make anything', async () => {
  const reader = await connect((await readFile(printed()[2], 'utf8')).trim());
  await reader.query('set default_transaction_read_only = off');
  const refused = [
    'select * from ledger.events',
    'select * from ops.keys',
    'create temporary table mine (x int)',
    'create table public.mine (x int)',
    'select lo_create(0)',
    // The lock under which events are appended, and any other.
    'select pg_advisory_lock(1)',
    'select pg_try_advisory_xact_lock_shared(1, 2)',
    `select pg_read_file('/etc/passwd')`,
    `copy (select 1) to program 'true'`,
  ];
  for (const sql of refused) {
    const code = await reader.query(sql).then(
      () => 'allowed',
      (error) => error.code,
    );
    expect([sql, code]).toEqual([sql, '42501']);
  }
  await reader.end();
});

test('a configured password takes the place of the one that was made', async () => {
  const before = (await readFile(printed()[2], 'utf8')).trim();
  await stop();
  await start({ BI_READER_PASSWORD: 'another pass phrase' });
  expect(printed()[2]).toBeUndefined();
  await (await connect('another pass phrase')).end();
  await expect(connect(before)).rejects.toMatchObject({ code: '28P01' });
}, 60_000);
