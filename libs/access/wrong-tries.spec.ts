import { Problem } from '../http/index.js';
import { WrongTries } from './wrong-tries.js';

function counting() {
  const state = { now: 0 };
  return { state, tries: new WrongTries(() => state.now) };
}

/** `Retry-After` of the refusal; undefined when the try may be made. */
function refusal(tries: WrongTries, address: string): string | undefined {
  try {
    tries.begin(address);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).status).toBe(429);
    return (error as Problem).headers['Retry-After'];
  }
}

test('ten wrong tries within a minute of the first, then none until that minute is over', () => {
  const { state, tries } = counting();
  for (let i = 0; i < 10; i++) {
    state.now = i * 1000;
    expect(refusal(tries, 'a')).toBeUndefined();
  }
  state.now = 9001;
  // 60,000 − 9,001 ms are left: 51 s, counted up.
  expect(refusal(tries, 'a')).toBe('51');
  expect(refusal(tries, 'b')).toBeUndefined();
  state.now = 59_999;
  expect(refusal(tries, 'a')).toBe('1');
  state.now = 60_000;
  expect(refusal(tries, 'a')).toBeUndefined();
});

test('right tries do not count, and do not wash wrong ones away', () => {
  const { tries } = counting();
  for (let i = 0; i < 9; i++) expect(refusal(tries, 'a')).toBeUndefined();
  for (let i = 0; i < 100; i++) tries.begin('a')();
  expect(refusal(tries, 'a')).toBeUndefined();
  expect(refusal(tries, 'a')).toBe('60');
});

test('tries that are not settled yet count', () => {
  const { tries } = counting();
  const takeBack = Array.from({ length: 10 }, () => tries.begin('a'));
  expect(refusal(tries, 'a')).toBe('60');
  takeBack[0]();
  expect(refusal(tries, 'a')).toBeUndefined();
});

test('many addresses push out the oldest: memory stays bounded', () => {
  const { tries } = counting();
  for (const address of ['first', 'second']) for (let i = 0; i < 10; i++) refusal(tries, address);
  for (let i = 0; i < 9_999; i++) expect(refusal(tries, `other ${i}`)).toBeUndefined();
  // 10,001 addresses: the first is forgotten, the second is not.
  expect(refusal(tries, 'second')).toBe('60');
  expect(refusal(tries, 'first')).toBeUndefined();
});
