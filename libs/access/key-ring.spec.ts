import type { StoredKey } from './key.entity.js';
import { KeyRing } from './key-ring.js';

const key = (id: string) => ({ id }) as StoredKey;

function ring(...ids: string[]) {
  const state = { now: 0, reads: 0, keys: ids.map(key), fails: false };
  const read = async () => {
    state.reads++;
    if (state.fails) throw new Error('away');
    return state.keys;
  };
  return { state, ring: new KeyRing(read, () => state.now) };
}

test('many requests cost one reading', async () => {
  const { state, ring: keys } = ring('a');
  expect((await keys.get('a'))?.id).toBe('a');
  for (state.now = 0; state.now < 2500; state.now += 10) expect(keys.get('a')).toEqual(key('a'));
  expect(state.reads).toBe(1);
});

test('a key revoked elsewhere is gone within five seconds, with no request waiting for the reading', async () => {
  const { state, ring: keys } = ring('a');
  await keys.get('a');
  state.keys = [];
  state.now = 2500;
  expect(keys.get('a')).toEqual(key('a'));
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(await keys.get('a')).toBeUndefined();
  expect(state.reads).toBe(2);
});

test('after five seconds nobody is let in unread: a database that is away is an error', async () => {
  const { state, ring: keys } = ring('a');
  await keys.get('a');
  state.fails = true;
  state.now = 4999;
  expect(keys.get('a')).toEqual(key('a'));
  await new Promise((resolve) => setImmediate(resolve));
  state.now = 5000;
  await expect(keys.get('a')).rejects.toThrow('away');
});

test('an unknown id is looked for anew once a second, whoever asks how often', async () => {
  const { state, ring: keys } = ring('a');
  await keys.get('a');
  for (let i = 0; i < 100; i++) expect(keys.get('guess')).toBeUndefined();
  state.now = 1000;
  state.keys = [key('a'), key('new')];
  await Promise.all(Array.from({ length: 100 }, () => keys.get('guess')));
  expect(state.reads).toBe(2);
  expect(keys.get('new')).toEqual(key('new'));
});

test('what was read before a change is read again', async () => {
  const { state, ring: keys } = ring('a');
  const early = keys.get('a');
  state.keys = [];
  keys.forget();
  expect(await keys.get('a')).toBeUndefined();
  await early;
  expect(await keys.get('a')).toBeUndefined();
});
