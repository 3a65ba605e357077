import { deferred } from '../../test/support/deferred.js';
import { KeptAlive, type SessionContext } from './kept-alive.js';

const PAUSES = { first: 2, longest: 8 };

/** A kept session of which the test says how each attempt goes; ends the attempts when they are used up. */
function keep(...attempts: ((context: SessionContext) => Promise<void>)[]) {
  const reports: string[] = [];
  const done = deferred();
  const kept = new KeptAlive({
    pauses: PAUSES,
    report: (line) => reports.push(line),
    session: async (context) => {
      const attempt = attempts.shift();
      if (attempt) return attempt(context);
      done.resolve();
      await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
    },
  });
  return { kept, reports, done: done.promise };
}

const fails = async () => {
  throw new Error('the broker is away');
};

test('pauses grow up to the longest, and begin anew after a session that was well', async () => {
  const { kept, reports, done } = keep(fails, fails, fails, fails, async ({ well }) => {
    well();
    await fails();
  });
  kept.start();
  await done;
  await kept.stop();
  // 2, 4, 8 and no more than 8 ms; then well, so 2 ms again.
  expect(reports.map((line) => /trying again in ([\d.]+) s$/.exec(line)?.[1])).toEqual([
    '0.002',
    '0.004',
    '0.008',
    '0.008',
    '0.002',
  ]);
  expect(reports[0]).toBe('the broker is away; trying again in 0.002 s');
});

test('the check fails until a session is well, and again when it has failed', async () => {
  const first = deferred();
  const well = deferred();
  const end = deferred();
  const { kept, done } = keep(
    async () => {
      await first.promise;
      await fails();
    },
    async (context) => {
      expect(() => kept.check()).toThrow('the broker is away');
      context.well();
      well.resolve();
      await end.promise;
      await fails();
    },
  );
  expect(() => kept.check()).toThrow('not begun');
  kept.start();
  expect(() => kept.check()).toThrow('not begun');
  first.resolve();
  await well.promise;
  expect(() => kept.check()).not.toThrow();
  end.resolve();
  await done;
  expect(() => kept.check()).toThrow('the broker is away');
  await kept.stop();
});

test('a stop waits for the session, and ends a pause', async () => {
  const begun = deferred();
  let ended = false;
  const { kept } = keep(async ({ signal }) => {
    begun.resolve();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => setImmediate(resolve)));
    ended = true;
    throw new Error('said at the end');
  });
  kept.start();
  await begun.promise;
  await kept.stop();
  expect(ended).toBe(true);
});
