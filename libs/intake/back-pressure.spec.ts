import { once } from 'node:events';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'pg';
import { deferred } from '../../test/support/deferred.js';
import { type EventStore, StoreBusy } from '../event-store/index.js';
import { jsonOf, purchase, type RunningIntake, startIntake } from './testing/start-intake.js';

const ONE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';
const json = JSON.stringify;
const MIB = 1024 * 1024;

/** A store in front of the real one whose next appends can be made to fail, or to wait. */
class Valve {
  failures: Error[] = [];
  gate: Promise<void> = Promise.resolve();
  arrived = deferred();
  most = 0;
  appended = 0;

  around(store: EventStore): EventStore {
    const append: EventStore['append'] = async (batch) => {
      this.most = Math.max(this.most, batch.length);
      this.arrived.resolve();
      await this.gate;
      const failure = this.failures.shift();
      if (failure) throw failure;
      const results = await store.append(batch);
      this.appended += batch.length;
      return results;
    };
    // Everything else is the store's own.
    return Object.assign(Object.create(store), { append });
  }
}

describe('when there is more than can be taken', () => {
  const valve = new Valve();
  let intake: RunningIntake;
  beforeAll(async () => {
    intake = await startIntake((store) => valve.around(store));
  });
  afterEach(() => {
    valve.failures = [];
    valve.gate = Promise.resolve();
    valve.arrived = deferred();
  });
  afterAll(() => intake.close());

  const broken = () =>
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });

  // First, because it measures the memory that is held.
  test('200,000 lines go through bounded memory, in their order', async () => {
    valve.most = 0;
    valve.appended = 0;
    const count = 200_000;
    let ahead = 0;
    let lowest = Number.POSITIVE_INFINITY;
    let grown = 0;
    function* pieces() {
      const [a, b, c] = json(purchase({ id: 'bulk-@', source: 'bulk' }, { orderId: 'o-@' })).split('@');
      for (let from = 0; from < count; from += 500) {
        let piece = '';
        for (let n = from; n < from + 500; n++) piece += `${a}${n}${b}${n}${c}\n`;
        ahead = Math.max(ahead, from + 500 - valve.appended);
        if (from % 20_000 === 0) {
          const held = bytesHeld();
          // Growth alone: what suites before this one left behind in the process may go at any time.
          lowest = Math.min(lowest, held);
          grown = Math.max(grown, held - lowest);
        }
        yield piece;
      }
    }
    // Not by fetch, which itself holds on to a part of what it has sent.
    const request = stream(intake);
    const answered = once(request, 'response');
    await pipeline(Readable.from(pieces()), request);
    const [response] = await answered;
    const answer = JSON.parse((await response.toArray()).join(''));
    const position = String(await intake.store.head());
    expect(answer).toEqual({ accepted: count, duplicates: 0, rejected: 0, position, results: [] });
    expect(valve.most).toBe(1000);
    // What has been sent and is not written yet is two batches and what the sockets hold, here some 6 MiB.
    expect(ahead).toBeLessThan(60_000);
    // Client and server share this process; held together, the text alone would be 36 MiB, its events some 150.
    expect(grown).toBeLessThan(20 * MIB);
    const [{ wrong }] = await intake.dataSource.query(
      `select count(*)::int as wrong from (
         select id, lag(position) over (order by substr(id, 6)::int) >= position as late
         from ledger.events where source = 'bulk') as lines where late`,
    );
    expect(wrong).toBe(0);
  }, 120_000);

  test('a busy store: 503 with Retry-After, nothing accepted; sent again it is', async () => {
    for (const [type, body] of [
      [ONE, json(purchase())],
      [BATCH, json([purchase(), purchase()])],
    ]) {
      const head = await intake.store.head();
      valve.failures = [new StoreBusy(3)];
      const response = await intake.post(type, body);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3']);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await intake.store.head()).toBe(head);
      expect(await jsonOf(await intake.post(type, body))).toMatchObject({ duplicates: 0, rejected: 0 });
    }
  });

  test('the database away: 503 that says sending again is safe, no 500', async () => {
    for (const failure of [broken(), new Error('Connection terminated unexpectedly')]) {
      valve.failures = [failure];
      const response = await intake.post(ONE, json(purchase()));
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('2');
      expect((await jsonOf(response)).detail).toContain('send it again');
    }
  });

  test('connections to the database break under load: 200 or 503, and what was answered 200 is in the log', async () => {
    const server = new Client({ connectionString: process.env.TEST_POSTGRES_URL });
    await server.connect();
    const [{ name }] = await intake.dataSource.query('select current_database() as name');
    const events = Array.from({ length: 600 }, () => purchase());
    const statuses = new Map<string, number>();
    const publishers = Array.from({ length: 20 }, async (_, lane) => {
      for (let n = lane; n < events.length; n += 20) {
        statuses.set(events[n].id, (await intake.post(ONE, json(events[n]))).status);
        if (n % 100 === 0) {
          await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
            name,
          ]);
        }
      }
    });
    await Promise.all(publishers);
    await server.end();
    for (const status of statuses.values()) expect([200, 503]).toContain(status);
    for (const [id, status] of statuses) {
      if (status === 200) expect(await intake.store.find('shop', id)).not.toBeNull();
    }
    const again = await jsonOf(await intake.post(BATCH, json(events)));
    expect(again).toMatchObject({ rejected: 0, accepted: expect.any(Number) });
    expect(again.accepted + again.duplicates).toBe(600);
    expect(again.duplicates).toBeGreaterThanOrEqual(
      [...statuses.values()].filter((each) => each === 200).length,
    );
  });

  test('a fault of our own is a 500 that tells nothing of it', async () => {
    valve.failures = [new Error('secret=hunter2')];
    const response = await intake.post(ONE, json(purchase()));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('hunter2');
  });

  test('a stream waits for a store that is busy for a moment', async () => {
    valve.failures = [new StoreBusy(), broken()];
    const answer = await jsonOf(await intake.post(LINES, json(purchase())));
    expect(answer).toMatchObject({ accepted: 1, rejected: 0 });
  });

  test('a stream for which the store stays busy: 503 with nextIndex; all before it is settled, and from there it goes on', async () => {
    const events = Array.from({ length: 2500 }, () => purchase());
    const lines = (from: number) =>
      events
        .slice(from)
        .map((event) => `${json(event)}\n`)
        .join('');
    let appends = 0;
    const fail = { shift: () => (++appends > 1 ? new StoreBusy() : undefined) };
    valve.failures = fail as unknown as Error[];
    const response = await intake.post(LINES, lines(0));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    const problem = await jsonOf(response);
    expect(problem).toMatchObject({
      nextIndex: 1000,
      accepted: 1000,
      duplicates: 0,
      rejected: 0,
      results: [],
    });
    // The first try and four more, after 250, 500, 1000 and 2000 ms.
    expect(appends).toBe(6);

    valve.failures = [];
    const rest = await jsonOf(await intake.post(LINES, lines(problem.nextIndex)));
    expect(rest).toMatchObject({ accepted: 1500, duplicates: 0 });
    expect(Number(rest.position)).toBe(await intake.store.head());
  });

  test('beyond 64 MiB of bodies at once: 503 before a byte is read', async () => {
    const gate = deferred();
    valve.gate = gate.promise;
    const body = `[${json(purchase())},${' '.repeat(15.9 * MIB)}${json(purchase())}]`;
    const waiting = [1, 2, 3, 4].map(() => intake.post(BATCH, body));
    await valve.arrived.promise;
    // All four are announced by their headers; the fifth announces itself and sends nothing.
    await until(async () => (await bodyBytes()) > 63 * MIB);
    const [status, retryAfter] = await announced(intake, 15 * MIB);
    expect([status, retryAfter]).toEqual([503, '1']);
    gate.resolve();
    for (const response of await Promise.all(waiting)) expect(response.status).toBe(200);
    expect(await bodyBytes()).toBe(0);
  });

  test('more than 16 MiB announced: 413 before a byte is read', async () => {
    expect((await announced(intake, 16 * MIB + 1))[0]).toBe(413);
  });

  test('a connection that breaks within a line: what came before is kept, the half line is not', async () => {
    const [whole, half] = [purchase(), purchase()];
    const request = stream(intake);
    request.on('error', () => undefined);
    request.write(`${json(whole)}\n${json(purchase())}\n`.repeat(500) + json(half));
    await valve.arrived.promise;
    request.destroy();
    await new Promise((resolve) => request.once('close', resolve));
    await until(async () => (await intake.store.find('shop', whole.id)) !== null);
    await until(async () => (await bodyBytes()) === 0);
    expect(await intake.store.find('shop', half.id)).toBeNull();
  });

  async function bodyBytes(): Promise<number> {
    const text = await (await fetch(`${intake.url}/metrics`)).text();
    return Number(/^lifeledger_intake_body_bytes (\S+)$/m.exec(text)?.[1]);
  }
});

describe('when the process stops', () => {
  test('a stream is answered with nextIndex, requests in flight are finished, nothing is lost', async () => {
    const valve = new Valve();
    const gate = deferred();
    valve.gate = gate.promise;
    const intake = await startIntake((store) => valve.around(store));
    const request = stream(intake);
    const answered = once(request, 'response');
    // 1,000 lines are a batch that is being written; the three others wait for more that never comes.
    request.write(Array.from({ length: 1003 }, () => `${json(purchase())}\n`).join(''));
    await valve.arrived.promise;
    const closed = intake.app.close();
    gate.resolve();
    const [response] = await answered;
    const problem = JSON.parse((await response.toArray()).join(''));
    expect([response.statusCode, problem.nextIndex, problem.accepted]).toEqual([503, 1003, 1003]);
    expect(await intake.store.head()).toBe(1003);
    request.destroy();
    await closed;
    await intake.close();
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes of this process's heap that are in use, garbage taken away. */
function bytesHeld(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A request whose body, lines of events, is yet to be written. */
function stream(intake: RunningIntake): ClientRequest {
  return httpRequest(`${intake.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${intake.admin}`, 'content-type': LINES },
  });
}

/** Sends headers that announce a body, and no body: the answer's status and Retry-After. */
async function announced(intake: RunningIntake, length: number): Promise<[number, string | undefined]> {
  const request = httpRequest(`${intake.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${intake.admin}`, 'content-type': BATCH, 'content-length': length },
  });
  request.on('error', () => undefined);
  request.flushHeaders();
  const [response] = await once(request, 'response');
  request.destroy();
  return [response.statusCode, response.headers['retry-after']];
}

/** Asks until it is so; the test's own time limit ends it otherwise. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
