import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, sendJson, sendProblem, startApiServer } from './cli/testing/api-server.js';
import { type RunningSystem, withServer } from './with-server.js';

let server: ApiServer;
let dataDir: string;
beforeEach(async () => {
  server = await startApiServer();
  dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-with-'));
  server.routes['GET /v1/keys'] = (_, response) => sendJson(response, 200, { keys: [] });
});
afterEach(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

const mustNotStart = (): Promise<RunningSystem> => Promise.reject(new Error('it was started'));

async function keySent(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const options = {
    env: { LIFELEDGER_DATA_DIR: dataDir, ...env },
    startSystem: mustNotStart,
    note: () => undefined,
  };
  await withServer((client) => client.keys(), options);
  return server.asked.at(-1)?.replace('GET /v1/keys ', '');
}

test('the key is the first there is of LIFELEDGER_KEY, LIFELEDGER_ADMIN_KEY and the file in the data directory', async () => {
  const PORT = String(server.port);
  expect(await keySent({ PORT })).toBe('no key');
  await writeFile(join(dataDir, 'admin-key'), 'from-file\n');
  expect(await keySent({ PORT })).toBe('Bearer from-file');
  expect(await keySent({ PORT, LIFELEDGER_ADMIN_KEY: 'admin' })).toBe('Bearer admin');
  expect(await keySent({ PORT, LIFELEDGER_ADMIN_KEY: 'admin', LIFELEDGER_KEY: 'own' })).toBe('Bearer own');
  expect(await keySent({ LIFELEDGER_URL: `${server.url}/` })).toBe('Bearer from-file');
});

test('the key in the data directory goes to no other machine', async () => {
  await writeFile(join(dataDir, 'admin-key'), 'from-file\n');
  const asked: (string | null)[] = [];
  const fetchBefore = globalThis.fetch;
  globalThis.fetch = async (_url, init) => {
    asked.push(new Headers(init?.headers).get('authorization'));
    return Response.json({ keys: [] });
  };
  try {
    await withServer((client) => client.keys(), {
      env: { LIFELEDGER_URL: 'https://ledger.example', LIFELEDGER_DATA_DIR: dataDir },
      startSystem: mustNotStart,
      note: () => undefined,
    });
  } finally {
    globalThis.fetch = fetchBefore;
  }
  expect(asked).toEqual([null]);
});

test('where nothing answers here, the system is started for the work, and stopped whatever comes of it', async () => {
  const free = server.port;
  await server.stop();
  const notes: string[] = [];
  const steps: string[] = [];
  server = await startApiServer();
  server.routes['GET /v1/keys'] = (_, response) => sendJson(response, 200, { keys: [] });
  const startSystem = async ({ port }: { port: number }) => {
    steps.push(`started on ${port}`);
    return {
      url: server.url,
      adminKey: 'made',
      stop: async () => {
        steps.push('stopped');
      },
    };
  };
  const options = {
    env: { PORT: String(free), LIFELEDGER_DATA_DIR: dataDir },
    startSystem,
    note: (line: string) => notes.push(line),
  };
  expect(await withServer((client) => client.keys(), options)).toEqual([]);
  expect(server.asked).toEqual(['GET /v1/keys Bearer made']);
  await expect(withServer(() => Promise.reject(new Error('no')), options)).rejects.toThrow('no');
  expect(steps).toEqual(['started on 0', 'stopped', 'started on 0', 'stopped']);
  expect(notes[0]).toBe(
    `no server answers at http://127.0.0.1:${free}: starting the system for this command`,
  );
  expect(process.listenerCount('SIGINT')).toBe(0);
});

test('a server that was named is never replaced by one of our own', async () => {
  await server.stop();
  const options = { env: { LIFELEDGER_URL: server.url }, startSystem: mustNotStart, note: () => undefined };
  await expect(withServer((client) => client.keys(), options)).rejects.toThrow('nothing listens there');
});

test('a key the server does not know says which variable to set', async () => {
  server.routes['GET /v1/keys'] = (_, response) => sendProblem(response, 401, { detail: 'a key is needed' });
  await expect(keySent({ LIFELEDGER_URL: server.url })).rejects.toThrow(
    'a key is needed (HTTP 401): set LIFELEDGER_KEY to a key of this server',
  );
});

test.each([
  [{ LIFELEDGER_URL: 'ledger' }, '"ledger" must be a URL such as http://127.0.0.1:3000'],
  [{ LIFELEDGER_URL: 'http://127.0.0.1:1', LIFELEDGER_KEY: 'a b' }, 'the key must be visible ASCII'],
])('%j cannot be used, and no key is shown', async (env, message) => {
  await expect(keySent(env)).rejects.toThrow(`LIFELEDGER_URL or LIFELEDGER_KEY cannot be used: ${message}`);
});

test('a signal stops the system first, and then ends the process as a signal does', async () => {
  const script = `
    import { withServer } from './apps/lifeledger/with-server.ts';
    const stop = async () => console.log('system stopped');
    withServer(() => { console.log('working'); return new Promise(() => setInterval(() => {}, 1000)); }, {
      env: { PORT: '1' },
      startSystem: async () => ({ url: 'http://127.0.0.1:1', adminKey: 'made', stop }),
      note: (line) => console.log(line),
    });`;
  const args = ['--import', './test/jest/typescript.mjs', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
    if (String(data).includes('working')) child.kill('SIGTERM');
  });
  const [code, signal] = await once(child, 'close');
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGTERM' });
  expect(said).toMatch(/working\nstopping\nsystem stopped\n$/);
});
