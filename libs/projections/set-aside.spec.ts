import { requestRetry } from './index.js';
import { type Counts, openCounts } from './testing/open-counts.js';

/** An event that cannot be digested is set aside, and stops nobody. */

let counts: Counts;
beforeEach(async () => {
  counts = await openCounts();
});
afterEach(() => counts.close());

const failed = async () => (await counts.status()).failed;

describe('events that the fold cannot take', () => {
  let faulty: string[];
  const hooks = {
    folded(events: readonly { subject: string | null }[]) {
      const bad = events.find(({ subject }) => faulty.includes(subject ?? ''));
      if (bad) throw new TypeError(`${bad.subject} is indigestible`);
    },
  };
  beforeEach(() => {
    faulty = ['bad', 'worse'];
  });

  it('are set aside with the reason; those around them are counted', async () => {
    await counts.append('ann', 'bob', 'bad', 'ann', 'cem', 'ann', 'worse', 'bob', 'ann');
    counts.start(hooks);
    await counts.caughtUp();
    expect(await counts.totals()).toEqual({ ann: [4, 8], bob: [2, 4], cem: [1, 2] });
    expect(await counts.folded()).toEqual([1, 2, 4, 5, 6, 8, 9]);
    expect(await counts.status()).toMatchObject({
      status: 'live',
      position: '9',
      lag: { events: 0 },
      failed: [
        { position: '3', error: 'bad is indigestible' },
        { position: '7', error: 'worse is indigestible' },
      ],
    });
    expect(await counts.standing()).toMatchObject({ position: 9, failed: 2 });
    expect(counts.reports).toEqual([
      'counts: event at position 3 set aside: bad is indigestible',
      'counts: event at position 7 set aside: worse is indigestible',
    ]);
  });

  it('are set aside in a catch-up too, and when nothing else is in the batch', async () => {
    await counts.append('bad', 'bad', 'worse', 'ann', 'bad');
    counts.start(hooks, { batchSize: 2 });
    await counts.caughtUp();
    await counts.append('worse');
    await counts.caughtUp();
    expect(await counts.totals()).toEqual({ ann: [1, 2] });
    expect((await failed()).map(({ position }) => position)).toEqual(['1', '2', '3', '5', '6']);
  });

  it('are digested when asked for again after the fault is gone', async () => {
    await counts.append('bad', 'ann', 'worse');
    counts.start(hooks);
    await counts.caughtUp();
    expect(await failed()).toHaveLength(2);
    faulty = ['worse'];
    await requestRetry(counts.dataSource, 'counts');
    await counts.until(async () => (await failed()).length === 1);
    expect(await failed()).toEqual([{ position: '3', error: 'worse is indigestible' }]);
    expect(await counts.totals()).toEqual({ ann: [1, 2], bad: [1, 2] });
    faulty = [];
    await requestRetry(counts.dataSource, 'counts');
    await counts.until(async () => (await failed()).length === 0);
    expect(await counts.totals()).toEqual({ ann: [1, 2], bad: [1, 2], worse: [1, 2] });
    expect(await counts.folded()).toEqual([1, 2, 3]);
    expect(await counts.position()).toBe(3);
  });

  it('are still asked for when the database was away just then', async () => {
    await counts.append('bad', 'ann');
    let away = false;
    counts.start({
      folded(events) {
        if (away && events.some(({ subject }) => subject === 'bad')) {
          away = false;
          throw Object.assign(new Error('the server is shutting down'), { code: '57P03' });
        }
        hooks.folded(events);
      },
    });
    await counts.caughtUp();
    faulty = [];
    away = true;
    await requestRetry(counts.dataSource, 'counts');
    await counts.until(async () => (await failed()).length === 0);
    expect(away).toBe(false);
    expect(await counts.totals()).toEqual({ ann: [1, 2], bad: [1, 2] });
  });
});

describe('keys that follow-up cannot take', () => {
  let faulty: string[];
  const hooks = {
    settled(keys: readonly string[]) {
      const bad = keys.find((key) => faulty.includes(key));
      if (bad) throw new TypeError(`${bad} cannot be settled`);
    },
  };
  beforeEach(() => {
    faulty = ['bad'];
  });

  it.each([
    ['at the head of the log', 1_000],
    ['in a catch-up', 2],
  ])('are set aside under the event that made it due, %s', async (_, batchSize) => {
    await counts.append('ann', 'bob', 'bad', 'ann', 'cem');
    counts.start(hooks, { batchSize });
    await counts.caughtUp();
    expect(await failed()).toEqual([{ position: '3', error: 'bad cannot be settled' }]);
    expect(await counts.totals()).toEqual({ ann: [2, 4], bad: [1, null], bob: [1, 2], cem: [1, 2] });
    expect(await counts.folded()).toEqual([1, 2, 3, 4, 5]);
    expect(await counts.standing()).toMatchObject({ position: 5, failed: 1 });
  });

  it('are settled, and not counted twice, when asked for again after the fault is gone', async () => {
    await counts.append('bad', 'ann');
    counts.start(hooks);
    await counts.caughtUp();
    faulty = [];
    await requestRetry(counts.dataSource, 'counts');
    await counts.until(async () => (await failed()).length === 0);
    expect(await counts.totals()).toEqual({ ann: [1, 2], bad: [1, 2] });
  });

  it('are settled when asked for again, though no event but time had made it due', async () => {
    await counts.append('bad');
    faulty = [];
    let hour: Map<string, number> | undefined = new Map([['bad', (Date.now() + 3_600_000) * 1000]]);
    let settled = 0;
    counts.start({
      settled(keys) {
        hooks.settled(keys);
        settled += 1;
        return hour;
      },
    });
    await counts.caughtUp();
    await counts.append('ann'); // the last event has nothing to do with it
    await counts.caughtUp();
    faulty = ['bad'];
    hour = undefined;
    await counts.query(`update read.customer_wake_ups_v1 set at = now() - interval '2 minutes'`);
    await counts.until(async () => (await failed()).length === 1);
    expect((await failed())[0].error).toBe('bad cannot be settled');
    faulty = [];
    const before = settled;
    await requestRetry(counts.dataSource, 'counts');
    await counts.until(async () => (await failed()).length === 0);
    expect(settled).toBe(before + 1);
    expect(await counts.totals()).toEqual({ ann: [1, 2], bad: [1, 2] });
  });
});
