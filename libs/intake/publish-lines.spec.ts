import { StoreBusy } from '../event-store/index.js';
import type { Problem } from '../http/index.js';
import type { EventInput } from './event-input.js';
import type { Line } from './line-splitter.js';
import { emptyOutcome, type Outcome } from './outcome.js';
import { publishLines } from './publish-lines.js';

const never = new AbortController().signal;

async function* chunks(...sizes: number[]): AsyncGenerator<Line[]> {
  for (const size of sizes) yield Array.from({ length: size }, () => '{}');
}

function recorder(failing: (call: number) => Error | undefined = () => undefined) {
  const batches: number[] = [];
  let call = 0;
  let running = 0;
  let most = 0;
  const publish = async (inputs: EventInput[]): Promise<Outcome> => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    const failure = failing(++call);
    if (failure) throw failure;
    batches.push(inputs.length);
    return { ...emptyOutcome(), accepted: inputs.length, position: batches.length };
  };
  return { publish, batches, most: () => most };
}

test('lines go in batches of 1,000, one after the other', async () => {
  const { publish, batches, most } = recorder();
  const outcome = await publishLines(chunks(700, 700, 5, 1600), { publish, signal: never });
  expect(batches).toEqual([1000, 1000, 1000, 5]);
  expect([outcome.accepted, outcome.position, most()]).toEqual([3005, 4, 1]);
});

test('long lines fill a batch before it has 1,000', async () => {
  const { publish, batches } = recorder();
  async function* long() {
    for (let i = 0; i < 5; i++) yield [`"${'x'.repeat(600_000)}"`];
  }
  await publishLines(long(), { publish, signal: never });
  expect(batches).toEqual([2, 2, 1]);
});

test('a batch is tried again as often as there is patience for', async () => {
  const { publish, batches } = recorder((call) => (call < 3 ? new StoreBusy() : undefined));
  await publishLines(chunks(10), { publish, signal: never, patience: [0, 0] });
  expect(batches).toEqual([10]);
});

test('patience at its end is a 503 that says from where to go on', async () => {
  const { publish } = recorder((call) => (call > 1 ? new StoreBusy(7) : undefined));
  const problem: Problem = await publishLines(chunks(2500), { publish, signal: never, patience: [0] }).catch(
    (e) => e,
  );
  expect(problem).toMatchObject({ status: 503, headers: { 'Retry-After': '7' } });
  expect(problem.members).toMatchObject({ nextIndex: 1000, accepted: 1000, position: '1' });
});

test('a fault that is not the store being busy or away is not tried again', async () => {
  let calls = 0;
  const { publish } = recorder((call) => {
    calls = call;
    return new Error('a bug');
  });
  await expect(publishLines(chunks(10), { publish, signal: never, patience: [0, 0] })).rejects.toThrow(
    'a bug',
  );
  expect(calls).toBe(1);
});

test('lines that break off are an error, after what came before is settled', async () => {
  const { publish, batches } = recorder();
  async function* broken() {
    yield* chunks(1200);
    throw new Error('ECONNRESET');
  }
  await expect(publishLines(broken(), { publish, signal: never })).rejects.toThrow('ECONNRESET');
  expect(batches).toEqual([1000]);
});
