import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Client } from '../../../../libs/client/index.js';
import type { Entry } from '../../../../libs/import-formats/index.js';
import { sendJson, startApiServer } from '../testing/api-server.js';
import { importEvents } from './import-events.js';
import { emptyTally } from './tally.js';

const options = { patience: { giveUpAfter: 100, firstPause: 10 }, note: () => undefined };

test('while the server takes its time, no more is read than three parts', async () => {
  const server = await startApiServer();
  const arrived = new PassThrough({ objectMode: true });
  const release: (() => void)[] = [];
  for (let request = 0; request < 2; request++) {
    server.interruptions.push((_, response, body) => {
      const accepted = body.split('\n').length;
      const answer = { accepted, duplicates: 0, rejected: 0, position: '1', results: [] };
      release.push(() => sendJson(response, 200, answer));
      arrived.write(request);
    });
  }
  let read = 0;
  const entries = (async function* (): AsyncGenerator<Entry> {
    while (read < 10_000) yield { place: ++read, json: `{"source":"s","id":"${read}"}` };
  })();
  const standing = { tally: emptyTally(), lastStored: -1 };
  const settled: number[] = [];
  const importing = importEvents(entries, standing, {
    ...options,
    client: new Client({ url: server.url }),
    onSettled: ({ tally }) => settled.push(tally.read),
  });
  while (release.length < 2) await once(arrived, 'data');
  for (let turns = 0; turns < 100; turns++) await turn();
  expect(read).toBeLessThanOrEqual(3_001);
  // The second answer first: what is settled is settled in order all the same.
  release[1]();
  for (let turns = 0; turns < 100; turns++) await turn();
  expect(settled).toEqual([]);
  release[0]();
  await importing;
  expect(settled).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((part) => part * 1_000));
  expect(standing).toMatchObject({ tally: { read: 10_000, accepted: 10_000 }, lastStored: 9_999 });
  await server.stop();
});

test('the patience ends: what was settled before is kept', async () => {
  const server = await startApiServer();
  server.interruptions.push(
    undefined,
    ...Array(50).fill((request: { socket: PassThrough }) => request.socket.destroy()),
  );
  const entries = (async function* (): AsyncGenerator<Entry> {
    for (let place = 1; place <= 1_500; place++) yield { place, json: `{"source":"s","id":"${place}"}` };
  })();
  const standing = { tally: emptyTally(), lastStored: -1 };
  const client = new Client({ url: server.url });
  const importing = importEvents(entries, standing, { ...options, client, onSettled: () => undefined });
  await expect(importing).rejects.toThrow('does not answer');
  expect([0, 1_000]).toContain(standing.tally.read);
  await server.stop();
});
