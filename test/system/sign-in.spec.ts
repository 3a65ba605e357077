import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { startProcess } from './start-process.js';

let dataDir: string;
let database: TestDatabase;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-sign-in-'));
  database = await createTestDatabase();
});
afterEach(async () => {
  await rm(dataDir, { recursive: true });
  await database.drop();
});

const kept = async (name: string) => {
  const file = join(dataDir, name);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  return (await readFile(file, 'utf8')).trim();
};

test('the very first start makes a link that signs in once; nothing secret is said or logged', async () => {
  const env = {
    DATABASE_URL: database.url,
    LIFELEDGER_DATA_DIR: dataDir,
    LIFELEDGER_ADMIN_KEY: '',
    PORT: '0',
    LOG_LEVEL: 'debug',
  };
  const first = await startProcess(process.cwd(), env);
  // It is written before the start says where it runs.
  const [key, link] = [await kept('admin-key'), await kept('sign-in-link')];
  expect(link).toMatch(new RegExp(`^${first.url}/#token=[\\w-]{43}$`));
  const token = link.split('#token=')[1];
  const signIn = () =>
    fetch(`${first.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: first.url },
      body: JSON.stringify({ token }),
    });

  const answer = await signIn();
  expect(answer.status).toBe(201);
  const cookie = answer.headers.get('set-cookie')!.split(';')[0];
  expect(await answer.json()).toMatchObject({
    name: 'first admin',
    scopes: ['events:write', 'metrics:read', 'customers:read', 'admin'],
    reportingCurrency: 'USD',
    timeZone: 'UTC',
  });
  expect((await signIn()).status).toBe(401);
  const catalogue = await fetch(`${first.url}/v1/metrics`, { headers: { cookie } });
  expect(catalogue.status).toBe(200);
  await catalogue.arrayBuffer();
  // The dashboard, or one line on how to make it: never a problem document.
  expect((await fetch(`${first.url}/`)).headers.get('content-type')).toMatch(/^text\/(?:html|plain);/);
  expect((await fetch(`${first.url}/docs`)).status).toBe(200);

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  const said = first.notes.join('\n');
  expect(said).toContain(`dashboard          ${first.url}/`);
  expect(said).toContain(join(dataDir, 'sign-in-link'));
  for (const secret of [key.slice(20), token, cookie.split('=')[1]]) expect(said).not.toContain(secret);

  // A session outlives the server's process, and a later start makes no link.
  await rm(join(dataDir, 'sign-in-link'));
  const second = await startProcess(process.cwd(), env);
  expect((await fetch(`${second.url}/v1/session`, { headers: { cookie } })).status).toBe(200);
  await expect(stat(join(dataDir, 'sign-in-link'))).rejects.toThrow('ENOENT');
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});
