import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, watch, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './index.js';
import { packagedBinaries } from './packaged-binaries.js';
import { placeCluster } from './placement.js';
import { findPort } from './port.js';
import { findProcess } from './process-table.js';
import { launchServer } from './server-process.js';
import { serverSettings } from './server-settings.js';

const asRoot = process.getuid?.() === 0;

/** Data as a first start and a clean stop leave it; each test gets a copy, which is quicker than a first start. */
let made: string;
let folder: string;
/** The copy; tests of a first start name another. */
let dataDir: string;
let logged: string[];
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'embedded-'));
  await chmod(path, 0o755);
  return path;
}

beforeAll(async () => {
  made = await makeFolder();
  folder = made;
  dataDir = join(made, 'data');
  await (await startEmbeddedPostgres(options())).stop();
});
afterAll(() => rm(made, { recursive: true }));

beforeEach(async () => {
  folder = await makeFolder();
  dataDir = join(folder, 'data');
  execFileSync('cp', ['-a', join(made, 'data'), dataDir]);
  logged = [];
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

/** Kills of processes lose nothing without fsync, only power cuts would. */
const options = (): EmbeddedPostgresOptions => ({
  dataDir,
  port: 0,
  projectDir: folder,
  rootBaseDir: join(folder, 'base'),
  log: (line) => void logged.push(line),
  settings: { fsync: 'off' },
});

async function start(changes: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ ...options(), ...changes });
  servers.push(server);
  return server;
}

/** A process of its own that owns the data directory, and is deaf to Ctrl-C. */
function spawnOwner(): ChildProcess {
  const code = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    process.on('SIGINT', () => {});
    const { url } = await startEmbeddedPostgres({ ...${JSON.stringify(options())}, log: () => {} });
    console.log(url);
  `;
  const typescript = new URL('../../test/jest/typescript.mjs', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', typescript, '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  children.push(child);
  return child;
}

/** @returns the URL of the server the owner has started */
async function urlFrom(owner: ChildProcess): Promise<string> {
  const [output] = await once(owner.stdout!, 'data');
  return String(output).trim();
}

async function ask<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat() as T[];
  } finally {
    await client.end();
  }
}

async function serverPid(clusterDir = join(dataDir, 'postgres')): Promise<number> {
  return Number.parseInt(await readFile(join(clusterDir, 'postmaster.pid'), 'utf8'), 10);
}

/** Processes that are no children of ours tell nobody of their end. */
async function untilGone(pid: number): Promise<void> {
  for (const deadline = Date.now() + 20_000; await findProcess(pid); await sleep(20)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} lives on`);
  }
}

describe('a first start', () => {
  beforeEach(() => {
    dataDir = join(folder, 'new');
  });

  it('makes a database that the application owns, under a role that can do no more', async () => {
    const server = await start();
    expect(new URL(server.url).username).toBe('lifeledger');
    await ask(server.url, 'CREATE TABLE t AS SELECT 7 AS n');
    expect(await ask(server.url, 'TABLE t')).toEqual([7]);
    await expect(ask(server.url, 'CREATE ROLE other')).rejects.toThrow('permission denied');
    await expect(ask(server.url, 'CREATE DATABASE other')).rejects.toThrow('permission denied');
    await expect(ask(server.url, 'SELECT rolpassword FROM pg_authid')).rejects.toThrow('permission denied');
    expect(
      await ask(
        server.superuserUrl,
        'SELECT current_database(), rolsuper FROM pg_roles WHERE rolname = current_user',
      ),
    ).toEqual(['lifeledger', true]);
    expect(
      await ask(
        server.url,
        "SELECT lower('ÄÖ'), pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()",
      ),
    ).toEqual(['äö', 'UTF8']);
  });

  it('listens on loopback only, and lets nobody in without the password', async () => {
    const server = await start();
    expect(
      await ask(
        server.superuserUrl,
        "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')",
      ),
    ).toEqual(['127.0.0.1', '']);
    const guessed = new URL(server.superuserUrl);
    guessed.password = 'guess';
    await expect(ask(guessed.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    for (const name of ['postgres-superuser-password', 'postgres-password']) {
      expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(join(dataDir, 'postgres'))).uid === 0).toBe(false);
  });

  it('waits for the disk unless told otherwise', async () => {
    const server = await start({ settings: { work_mem: '24MB' } });
    expect(
      await ask(
        server.superuserUrl,
        "SELECT name || '=' || setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'work_mem') ORDER BY 1",
      ),
    ).toEqual(['fsync=on', 'full_page_writes=on', 'synchronous_commit=on', 'work_mem=24576']);
  });
});

it('finds its data again after a clean stop, which leaves no process and no lock', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE t AS SELECT 42 AS n');
  const pid = await serverPid();
  await Promise.all([first.stop(), first.stop()]);
  expect(await findProcess(pid)).toBeUndefined();
  expect((await readdir(dataDir)).sort()).toEqual([
    'postgres',
    'postgres-password',
    'postgres-superuser-password',
  ]);
  const second = await start();
  expect(await ask(second.url, 'TABLE t')).toEqual([42]);
  expect(second.url.replace(/:\d+\//, '')).toBe(first.url.replace(/:\d+\//, ''));
  expect(logged).toEqual([]);
});

it('gives the application a new password when the old one is lost', async () => {
  const first = await start();
  await first.stop();
  await rm(join(dataDir, 'postgres-password'));
  const second = await start();
  expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
  expect(await ask(second.url, 'SELECT 1')).toEqual([1]);
});

describe('what it will not start on', () => {
  it('a data directory that another process uses, which goes on undisturbed', async () => {
    const owner = spawnOwner();
    const url = await urlFrom(owner);
    await expect(start()).rejects.toThrow(
      `data directory ${dataDir} is in use by process ${owner.pid}; stop it or set LIFELEDGER_DATA_DIR`,
    );
    process.kill(-owner.pid!, 'SIGINT'); // Ctrl-C reaches the owner's process group, not the server
    expect(await ask(url, 'SELECT 1')).toEqual([1]);
  });

  it('a port that is taken, and gives the data directory free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const message = `port ${port} on 127.0.0.1, for PostgreSQL, is taken by another program; set BI_PORT to a free port`;
    await expect(start({ port })).rejects.toThrow(message);
    other.close();
    await once(other, 'close');
    const server = await start({ port });
    expect(new URL(server.url).port).toBe(String(port));
  });

  it('a setting PostgreSQL does not know, in its own words', async () => {
    await expect(start({ settings: { fsync: 'off', no_such: '1' } })).rejects.toThrow(
      'unrecognized configuration parameter "no_such"',
    );
    await expect(start()).resolves.toBeDefined();
  });

  it('data whose password is gone', async () => {
    await rm(join(dataDir, 'postgres-superuser-password'));
    await expect(start()).rejects.toThrow(`${dataDir}/postgres-superuser-password is missing`);
  });
});

describe('after kill -9 of the process that owned it', () => {
  it('does not let the server live on', async () => {
    const owner = spawnOwner();
    await urlFrom(owner);
    const pid = await serverPid();
    owner.kill('SIGKILL');
    await untilGone(pid);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('starts again at once, with everything that was committed', async () => {
    const owner = spawnOwner();
    const url = await urlFrom(owner);
    await ask(url, 'CREATE TABLE t AS SELECT 42 AS n');
    const pid = await serverPid();
    const ended = once(owner, 'exit');
    owner.kill('SIGKILL');
    await ended;
    const server = await start();
    expect(await findProcess(pid)).toBeUndefined();
    expect(await ask(server.url, 'TABLE t')).toEqual([42]);
    expect(await readdir(dataDir)).toContain(`owner-${process.pid}.lock`);
    expect(await readdir(dataDir)).not.toContain(`owner-${owner.pid}.lock`);
  });

  it('starts again when the server was killed with it, as soon as its last busy session has ended', async () => {
    const owner = spawnOwner();
    const url = await urlFrom(owner);
    await ask(url, 'CREATE TABLE t AS SELECT 42 AS n');
    const session = new pg.Client({ connectionString: url });
    session.on('error', () => {}); // it is to be lost
    await session.connect();
    const lost = session
      .query(
        "DO $$ DECLARE start timestamptz := clock_timestamp(); BEGIN WHILE clock_timestamp() < start + '2s' LOOP END LOOP; END $$",
      )
      .catch(() => {});
    const busy = "SELECT count(*)::int FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'";
    while ((await ask<number>(url, busy))[0] === 0);
    const ended = once(owner, 'exit');
    process.kill(await serverPid(), 'SIGKILL');
    owner.kill('SIGKILL');
    await ended;
    expect(await ask((await start()).url, 'TABLE t')).toEqual([42]);
    await lost;
  });

  it('stops a server that nobody watched over, cleanly', async () => {
    const placement = await placeCluster(dataDir, folder, join(folder, 'base'));
    const orphan = launchServer(placement, serverSettings(await findPort(0), { fsync: 'off' }), () => {});
    await orphan.ready;
    const server = await start();
    expect(await orphan.ended).toBe('with exit code 0');
    expect(await ask(server.url, 'SELECT 1')).toEqual([1]);
    expect(logged).toEqual([
      `stopping PostgreSQL process ${orphan.pid}, left behind by a run that was killed`,
    ]);
  });

  it('is not deceived by a stale postmaster.pid whose number another process has now', async () => {
    await writeFile(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${process.pid}\n${join(dataDir, 'postgres')}\n`,
    );
    expect(await ask((await start()).url, 'SELECT 1')).toEqual([1]);
  });

  it('makes anew what was only half made', async () => {
    dataDir = join(folder, 'new');
    await mkdir(dataDir);
    const changes = watch(dataDir);
    const owner = spawnOwner();
    for await (const { filename } of changes) {
      if (filename?.startsWith('postgres.new-')) break;
    }
    const ended = once(owner, 'exit');
    owner.kill('SIGKILL');
    await ended;
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    expect(await ask((await start()).url, 'SELECT 1')).toEqual([1]);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
  });
});

describe('a server that is killed under us', () => {
  it('is started again, with everything that was committed', async () => {
    const spoken = new EventEmitter();
    const log = (line: string) => {
      logged.push(line);
      spoken.emit(line);
    };
    const again = once(spoken, 'PostgreSQL runs again');
    const server = await start({ log });
    await ask(server.url, 'CREATE TABLE t AS SELECT 42 AS n');
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    await again;
    expect(await ask(server.url, 'TABLE t')).toEqual([42]);
    expect(await serverPid()).not.toBe(pid);
    expect(logged[0]).toBe('PostgreSQL ended by signal SIGKILL; starting it again');
  });

  it('stays down when we stop just then', async () => {
    const server = await start();
    process.kill(await serverPid(), 'SIGKILL');
    await server.stop();
    await expect(ask(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    expect(await ask((await start()).url, 'SELECT 1')).toEqual([1]);
  });
});

it('a fast shutdown that does not come to its end is cut short', async () => {
  // Stands for a server that hangs in it: deaf to SIGINT, ended by SIGQUIT.
  const binaries = join(folder, 'hanging');
  await mkdir(join(binaries, 'bin'), { recursive: true });
  const script = `#!/bin/sh
trap '' INT
trap 'exit 2' QUIT
echo 'database system is ready to accept connections' >&2
while :; do sleep 0.05; done`;
  await writeFile(join(binaries, 'bin', 'postgres'), script, { mode: 0o755 });
  const server = launchServer(
    { account: { name: 'the same' }, binaries, clusterDir: folder, notes: [] },
    {},
    () => {},
    100,
  );
  await server.ready;
  server.stop();
  expect(await server.ended).toBe('with exit code 2');
});

describe('a project that only its owner can enter', () => {
  it('keeps its data where PostgreSQL can reach it, and says so', async () => {
    const projectDir = join(folder, 'private');
    await mkdir(projectDir, { mode: 0o700 });
    dataDir = join(projectDir, '.lifeledger');
    const server = await start({ projectDir });
    await ask(server.url, 'CREATE TABLE t AS SELECT 42 AS n');
    const [clusterDir] = await ask<string>(server.superuserUrl, "SELECT current_setting('data_directory')");
    if (asRoot) {
      expect(clusterDir).toMatch(new RegExp(`^${folder}/base/data/private-[0-9a-f]{12}/postgres$`));
      expect(server.notes).toEqual([
        expect.stringContaining(`who cannot reach ${dataDir}: its data is in ${clusterDir}`),
      ]);
    } else {
      expect(clusterDir).toBe(join(dataDir, 'postgres'));
      expect(server.notes).toEqual([]);
    }
    await server.stop();
    expect(await ask((await start({ projectDir })).url, 'TABLE t')).toEqual([42]);
  });

  it('has its binaries copied once to where PostgreSQL can run them', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const packaged = packagedBinaries();
    execFileSync('cp', ['-R', packaged.directory, closed]);
    const base = join(folder, 'base');
    const place = () =>
      placeCluster(dataDir, folder, base, { directory: join(closed, 'native'), version: packaged.version });
    const { binaries, account, clusterDir } = await place();
    expect(clusterDir).toBe(join(dataDir, 'postgres'));
    expect(binaries).toBe(asRoot ? join(base, `postgresql-${packaged.version}`) : join(closed, 'native'));
    const version = execFileSync(join(binaries, 'bin', 'postgres'), ['--version'], { ...account, cwd: '/' });
    expect(String(version)).toMatch(/^postgres \(PostgreSQL\) 18\./);
    const { ino } = await stat(join(binaries, 'bin', 'postgres'));
    expect((await place()).binaries).toBe(binaries);
    expect((await stat(join(binaries, 'bin', 'postgres'))).ino).toBe(ino);
  });
});
