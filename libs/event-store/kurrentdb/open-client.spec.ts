import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKurrentdbServer } from '../../../test/support/kurrentdb-server/start-kurrentdb-server.js';
import { LogAway } from './log-away.js';
import { openClient } from './open-client.js';
import { readLog } from './read.js';
import { closeClient } from './wire.js';

/** What a server at the URL answers to a reading. */
async function ask(url: string): Promise<unknown> {
  const client = openClient(url);
  try {
    return await readLog(client, 0, 1);
  } catch (error) {
    return error;
  } finally {
    await closeClient(client);
  }
}

it.each(['kurrentdb', 'esdb'])('%s:// without TLS', async (scheme) => {
  const { port, stop } = await startKurrentdbServer();
  expect(await ask(`${scheme}://127.0.0.1:${port}?tls=false`)).toEqual([]);
  expect(await ask(`${scheme}://admin:changeit@127.0.0.1:${port}?tls=false`)).toEqual([]);
  await stop();
});

it('with TLS, which is the default, by either name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeledger-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  const { port, stop } = await startKurrentdbServer({
    tls: { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') },
  });
  const trusted = `tlsCAFile=${encodeURIComponent(certificate)}`;
  for (const scheme of ['kurrentdb', 'esdb']) {
    expect(await ask(`${scheme}://localhost:${port}?${trusted}`)).toEqual([]);
    expect(await ask(`${scheme}://admin:changeit@localhost:${port}?tls=true&${trusted}`)).toEqual([]);
  }
  // A server that nobody vouches for is not believed, nor one that does not answer in the clear.
  const refused = ['', '?tls=false'].map((options) => ask(`kurrentdb://localhost:${port}${options}`));
  expect(await Promise.all(refused)).toEqual([expect.any(LogAway), expect.any(LogAway)]);
  await stop();
  rmSync(folder, { recursive: true });
});

it.each(['kurrentdb+discover', 'esdb+discover'])('%s:// asks the nodes for the leader', async (scheme) => {
  const { port, stop } = await startKurrentdbServer();
  const url = `${scheme}://127.0.0.1:${port}?tls=false&maxDiscoverAttempts=1`;
  // The test server is no cluster and says nothing of nodes: what is shown is that it was asked.
  expect(String(await ask(url))).toMatch(/discover/i);
  await stop();
});

it.each([
  'postgres://127.0.0.1',
  'kurrent://127.0.0.1',
  'kurrentdb:127.0.0.1',
  'kurrentdb://admin:hunter2@:x',
])('refuses %s, without showing a password', (url) => {
  expect(() => openClient(url)).toThrow(/expected/);
  expect(() => openClient(url)).not.toThrow(/hunter2/);
});
