import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type PublishedEvent, plainCalculation, type Query } from '../support/plain-calculation/index.js';
import { load } from './load.js';
import { Acknowledged, publishUntil, type Whereabouts } from './publishing-client.js';
import type { Json } from './run-system.js';
import { type StartedProcess, startProcess } from './start-process.js';

const KEY = 'an-admin-key-for-the-test-that-kills';
/** Kills of each kind: of the system's process, and of PostgreSQL. */
const KILLS = Number(process.env.KILLS ?? 10);
/** Events in a request, client by client. */
const CLIENTS = [1, 1, 1, 7, 40];
const SETTINGS = {
  reportingCurrency: 'USD',
  timeZone: 'UTC',
  defaultCostRate: '0.3',
  unitCosts: { voice: '4.50' },
};
const METRICS = ['revenue', 'ltv', 'retention', 'lifecycle', 'churn'] as const;

let dataDir: string;
let system: StartedProcess;
const where: Whereabouts = { url: Promise.reject(new Error('not started')) };
where.url.catch(() => undefined);

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-killed-'));
  await chmod(dataDir, 0o755); // as root, PostgreSQL runs as another user, who must be let in
  await start();
}, 120_000);

afterAll(async () => {
  if (!system) return;
  const clusterDir = clusterDirectory();
  system.child.kill('SIGKILL');
  await system.ended;
  // Its watchdog stops PostgreSQL.
  while ((await processesOf(clusterDir)).length > 0) await pause(50);
  await rm(dirname(clusterDir), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

async function start(): Promise<void> {
  const starting = startProcess(process.cwd(), {
    DATABASE_URL: '',
    LIFELEDGER_DATA_DIR: dataDir,
    LIFELEDGER_ADMIN_KEY: KEY,
    PORT: '0',
    BI_PORT: '0',
    LOG_LEVEL: 'error',
    DEFAULT_COST_RATE: SETTINGS.defaultCostRate,
    UNIT_COSTS: 'voice=4.50',
  });
  where.url = starting.then(({ url }) => url);
  where.url.catch(() => undefined); // said where the start is awaited
  system = await starting;
}

/** PostgreSQL's own data directory: where it could not reach ours, the start says so. */
function clusterDirectory(): string {
  const elsewhere = /its data is in (.+)$/m.exec(system.notes.join('\n'));
  return elsewhere?.[1] ?? join(dataDir, 'postgres');
}

/** The processes that name the directory in their command line. */
async function processesOf(directory: string): Promise<number[]> {
  return (await processTable())
    .filter(({ command }) => command.includes(directory) && !command.includes('jest'))
    .map(({ pid }) => pid);
}

async function processTable(): Promise<{ pid: number; parent: number; command: string }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,command=']);
  return stdout.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return found ? [{ pid: Number(found[1]), parent: Number(found[2]), command: found[3] }] : [];
  });
}

/** Kills PostgreSQL's first process, or one that serves a session. */
async function killPostgres(which: 'postmaster' | 'session'): Promise<void> {
  const file = await readFile(join(clusterDirectory(), 'postmaster.pid'), 'utf8');
  const postmaster = Number.parseInt(file, 10);
  const sessions = (await processTable()).filter(
    ({ parent, command }) => parent === postmaster && /^postgres: lifeledger /.test(command),
  );
  const session = sessions[Math.floor(Math.random() * sessions.length)];
  process.kill(which === 'session' && session ? session.pid : postmaster, 'SIGKILL');
}

/** Resolves when so many more requests have been acknowledged; rejects when it takes a minute, or is stopped. */
async function moreAcknowledged(heard: Acknowledged, requests: number, stop: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(60_000)]);
  for (let i = 0; i < requests; i++) await once(heard, 'more', { signal });
}

async function ask(path: string, init: RequestInit = {}): Promise<string> {
  const url = await where.url;
  const response = await fetch(url + path, {
    ...init,
    // Not kept open: what is worked out in between may take longer than the server waits for the next request.
    headers: { authorization: `Bearer ${KEY}`, connection: 'close', ...init.headers },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return text;
}

const json = async (path: string, init?: RequestInit): Promise<Json> => JSON.parse(await ask(path, init));

/** Every metric as its sums have it, split by a dimension, and from the histories. */
const QUESTIONS = METRICS.flatMap((metric) =>
  [{}, { by: ['segment'] }, { asOf: '2024-09-01T00:00:00Z' }].map((query) => ({
    metric,
    ...(query as { by?: string[]; asOf?: string }),
  })),
);

async function answers(position: number): Promise<Json[]> {
  const found: Json[] = [];
  for (const { metric, by, asOf } of QUESTIONS) {
    const parameters = new URLSearchParams({
      ...{ minPosition: String(position), timeout: '60', precision: '4' },
      ...(by && { by: by.join(',') }),
      ...(asOf && { asOf }),
    });
    found.push(await json(`/v1/metrics/${metric}?${parameters}`));
  }
  return found;
}

test('whatever is killed, what was acknowledged is there once, and every figure is right', async () => {
  const heard = new Acknowledged();
  const stop = new AbortController();
  const clients = Promise.all(
    CLIENTS.map((size, i) =>
      publishUntil(stop.signal, load(`service-${i}`, Math.random), size, where, KEY, heard),
    ),
  );
  const killing = (async () => {
    for (let kill = 0; kill < 2 * KILLS && !stop.signal.aborted; kill++) {
      await moreAcknowledged(heard, 1 + Math.floor(Math.random() * 30), stop.signal);
      await pause(Math.random() * 30); // any moment, not only that after an answer
      // So that some kills meet a rebuild.
      if (kill % 6 === 3)
        await ask('/v1/projections/customers/rebuild', { method: 'POST' }).catch(() => undefined);
      if (kill % 2 === 0) {
        system.child.kill('SIGKILL');
        await system.ended;
        await start();
      } else await killPostgres(kill % 4 === 1 ? 'postmaster' : 'session');
    }
    await moreAcknowledged(heard, 30, stop.signal);
  })();
  // Whichever fails first says why.
  try {
    await Promise.race([killing, clients]);
  } finally {
    stop.abort();
    await Promise.allSettled([killing, clients]);
  }
  await clients;

  const log: Json[] = (await ask('/v1/events', { headers: { accept: 'application/x-ndjson' } }))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const inLog = log.map(({ source, id }) => `${source} ${id}`);
  expect(inLog.toSorted()).toEqual(heard.events.toSorted());
  expect(new Set(inLog).size).toBe(inLog.length);
  const positions = log.map(({ position }) => Number(position));
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  // The kills did interrupt.
  expect(heard.interrupted).toBeGreaterThan(KILLS);

  const head = positions.at(-1) as number;
  const live = await answers(head);
  expect(await json('/v1/projections/customers')).toMatchObject({ head: String(head), failed: [] });
  for (const [i, { metric, by, asOf }] of QUESTIONS.entries()) {
    const query: Query = { precision: 4, by, asOfGiven: asOf !== undefined };
    const instant = Date.parse(asOf ?? live[i].parameters.asOf) * 1000;
    const plain = plainCalculation(log as PublishedEvent[], { ...SETTINGS, asOf: instant });
    expect({ ...QUESTIONS[i], rows: live[i].rows }).toEqual({ ...QUESTIONS[i], rows: plain[metric](query) });
  }

  const { generation } = await json('/v1/projections/customers');
  await ask('/v1/projections/customers/rebuild', { method: 'POST' });
  const deadline = Date.now() + 60_000;
  while ((await json('/v1/projections/customers')).generation === generation) {
    if (Date.now() > deadline) throw new Error('the rebuild does not end');
  }
  const rebuilt = await answers(head);
  const figures = ({ rows, unconverted, failed }: Json) => ({ rows, unconverted, failed });
  expect(rebuilt.map(figures)).toEqual(live.map(figures));

  const clusterDir = clusterDirectory();
  system.child.kill('SIGTERM');
  expect(await system.ended).toBe(0);
  expect(await processesOf(clusterDir)).toEqual([]);
  console.log(
    `${2 * KILLS} kills, ${log.length} events, ${heard.interrupted} requests interrupted, ` +
      `${heard.duplicates} events of them had been stored`,
  );
}, 300_000);
