import { readFileSync } from 'node:fs';
import { sharedFile } from './shared-data.js';
import { figuresIn, STUDY } from './study.js';

const file = sharedFile('data/study.json');
if (!file)
  console.warn('study.json is not there (LIFELEDGER_SHARED): its figures are the project’s own copy');

(file ? test : test.skip)('the figures are those of study.json, all of them', () => {
  const shared = JSON.parse(readFileSync(file as string, 'utf8'));
  expect(figuresIn(STUDY)).toEqual(figuresIn(shared));
});

test('a figure is known by its place, and texts are left out', () => {
  expect(figuresIn({ a: { source: 'somebody', b: 1, c: { d: 0.5 } }, e: 2 })).toEqual({
    'a.b': 1,
    'a.c.d': 0.5,
    e: 2,
  });
});
