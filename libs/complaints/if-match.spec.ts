import { isMatch, readIfMatch } from './if-match.js';

test.each([
  ['"3"', 3, true],
  ['"3"', 4, false],
  ['"1", "3" ,"x"', 3, true],
  ['*', 0, true],
  ['*', null, false],
  ['"0"', null, false],
  // RFC 9110, 13.1.1: the strong comparison, under which a weak tag matches nothing.
  ['W/"3"', 3, false],
  ['W/"1", "3"', 3, true],
  ['"3,4"', 3, false],
])('If-Match: %s at revision %s: %s', (header, revision, matches) => {
  expect(isMatch(readIfMatch(header)!, revision)).toBe(matches);
});

test('without the header nothing is asked for', () => {
  expect(readIfMatch(undefined)).toBeNull();
});

test.each(['', '3', '"3', '"3",', '"3" "4"', '*, "3"', 'w/"3"'])(
  'If-Match: %j is no entity tag',
  (header) => {
    expect(() => readIfMatch(header)).toThrow('If-Match: must be an ETag of the complaint such as "3", or *');
  },
);
