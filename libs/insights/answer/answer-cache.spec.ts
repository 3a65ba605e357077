import { AnswerCache } from './answer-cache.js';

const cached = (cache: AnswerCache<string>, state: string, ...keys: string[]) =>
  keys.filter((key) => cache.get(state, key) !== undefined);

test('the least recently used answers leave when all together are too large', () => {
  const cache = new AnswerCache<string>(10);
  cache.set('s', 'a', 'of a', 4);
  cache.set('s', 'b', 'of b', 4);
  expect(cache.get('s', 'a')).toBe('of a');
  // 4 + 4 + 5 are more than 10; without b, which nobody has asked for again, 9
  cache.set('s', 'c', 'of c', 5);
  expect(cached(cache, 's', 'a', 'b', 'c')).toEqual(['a', 'c']);
});

test('an answer takes the place of itself, and its size with it', () => {
  const cache = new AnswerCache<string>(10);
  cache.set('s', 'a', 'of a', 6);
  cache.set('s', 'a', 'again', 3);
  // 3 + 7 are 10
  cache.set('s', 'b', 'of b', 7);
  expect(cache.get('s', 'a')).toBe('again');
  expect(cached(cache, 's', 'b')).toEqual(['b']);
});

test('what is too large by itself is not kept, and pushes nothing out', () => {
  const cache = new AnswerCache<string>(10);
  cache.set('s', 'a', 'of a', 1);
  cache.set('s', 'b', 'of b', 11);
  expect(cached(cache, 's', 'a', 'b')).toEqual(['a']);
});

test('answers of another state are not given, and go with the first of a new one', () => {
  const cache = new AnswerCache<string>(10);
  cache.set('s', 'a', 'of a', 6);
  expect(cache.get('t', 'a')).toBeUndefined();
  cache.set('t', 'b', 'of b', 6);
  expect(cached(cache, 's', 'a', 'b')).toEqual([]);
  // Nothing of the size of a is held any longer.
  cache.set('t', 'c', 'of c', 4);
  expect(cached(cache, 't', 'b', 'c')).toEqual(['b', 'c']);
});
