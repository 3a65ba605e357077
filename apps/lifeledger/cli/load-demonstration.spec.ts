import { Writable } from 'node:stream';
import { Client, type ProjectionStatus } from '../../../libs/client/index.js';
import { type DemonstrationEvent, demonstrationEvents } from '../../../libs/demonstration/index.js';
import { loadDemonstration } from './load-demonstration.js';
import { type ApiServer, sendJson, startApiServer } from './testing/api-server.js';
import { runCommand } from './testing/run-command.js';

/** The first of them are enough here: they are all published in the same way. */
const events: DemonstrationEvent[] = [];
for (const event of demonstrationEvents()) {
  if (events.push(event) === 2_500) break;
}

let server: ApiServer;
/** What the projections answer, one look after the other; the last goes on. */
let looks: { position: string; head: string }[];
beforeEach(async () => {
  server = await startApiServer();
  looks = [{ position: '2500', head: '2500' }];
  server.routes['GET /v1/projections'] = (_, response) => {
    const look = (looks.length > 1 ? looks.shift() : looks[0]) as Partial<ProjectionStatus>;
    sendJson(response, 200, [{ name: 'customers', failed: [], ...look }]);
  };
});
afterEach(() => server.stop());

function collecting() {
  const text: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => text.join('') };
}

async function load(options: { signal?: AbortSignal; events?: Iterable<DemonstrationEvent> } = {}) {
  const out = collecting();
  const err = collecting();
  await loadDemonstration({
    client: new Client({ url: server.url, key: 'the-key' }),
    terminal: { out: out.stream, err: err.stream },
    patience: { giveUpAfter: 5_000, firstPause: 20 },
    events,
    total: events.length,
    ...options,
  });
  return { out: out.text(), err: err.text() };
}

const published = () => server.asked.filter((asked) => asked.startsWith('POST')).length;

test('it is loaded once; a second time says that it was there already', async () => {
  expect((await load()).out).toBe('2,500 events read: 2,500 accepted, 0 duplicates, 0 rejected\n');
  expect(published()).toBe(3);
  expect((await load()).out).toBe('the demonstration data was there already: 2,500 events\n');
});

test('it waits until the figures hold what was loaded, however the log goes on', async () => {
  looks = [
    { position: '1000', head: '2500' },
    { position: '2499', head: '2600' },
    { position: '2500', head: '2700' },
    { position: '2700', head: '2700' },
  ];
  const { err } = await load();
  expect(err).toContain('100 %');
  expect(looks).toHaveLength(1);
});

test('what is rejected is told, and is a failure', async () => {
  const projections = server.routes['GET /v1/projections'];
  await server.stop();
  server = await startApiServer(() => ({ path: '', message: 'needs the scope admin' }));
  server.routes['GET /v1/projections'] = projections;
  await expect(load()).rejects.toThrow('2,500 events rejected');
});

test('ended early it stops reading, waits for nothing more, and says nothing', async () => {
  const stop = new AbortController();
  looks = [{ position: '0', head: '2500' }];
  function* stopping() {
    for (const event of events) {
      if (event === events[1_500]) stop.abort();
      yield event;
    }
  }
  expect((await load({ signal: stop.signal, events: stopping() })).out).toBe('');
  expect(published()).toBe(2);
});

test('the commands', async () => {
  const { code, out } = await runCommand(['demo', '--help']);
  expect(out).toMatch(/^Usage: lifeledger demo/);
  expect(out).toContain('Examples:\n  lifeledger ');
  expect(code).toBe(0);
  let given: object | undefined;
  const start = async (options?: object) => {
    given = options;
  };
  await runCommand(['start', '--demo'], { start });
  expect(given).toEqual({ demo: true });
});
