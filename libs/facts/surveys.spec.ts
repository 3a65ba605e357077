import { resolveSurvey, type SurveyFact } from './surveys.js';

let position = 0;
const fact = (event: SurveyFact['event'], source: string, time: number): SurveyFact => ({
  position: ++position,
  event,
  source,
  id: `e${position}`,
  time,
});
beforeEach(() => {
  position = 0;
});

/** All orders in which a few facts may be found. */
function orders<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => orders(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}
const sorted = (counting: Map<number, number | null>) => [...counting].sort(([a], [b]) => a - b);

test('of two invitations and two answers of one source the earlier counts', () => {
  const facts = [
    fact('sent', 'a', 20),
    fact('sent', 'a', 10),
    fact('answered', 'a', 40),
    fact('answered', 'a', 30),
  ];
  for (const order of orders(facts)) {
    expect(sorted(resolveSurvey(order))).toEqual([
      [2, 30],
      [4, null],
    ]);
  }
});

test('an answer goes to the invitation of its own source, else to the earliest', () => {
  const facts = [
    fact('sent', 'a', 20), // 1: its own source's answer, 4
    fact('sent', 'b', 10), // 2: the earliest, so that of c, 5
    fact('sent', 'd', 30), // 3: nobody's
    fact('answered', 'a', 50),
    fact('answered', 'c', 60),
  ];
  for (const order of orders(facts)) {
    expect(sorted(resolveSurvey(order))).toEqual([
      [1, 50],
      [2, 60],
      [3, null],
      [4, null],
      [5, null],
    ]);
  }
});

test('an invitation was answered by the earliest of the answers that refer to it', () => {
  const facts = [fact('sent', 'a', 10), fact('answered', 'a', 50), fact('answered', 'b', 40)];
  expect(resolveSurvey(facts).get(1)).toBe(40);
});

test('an answer dated before its invitation answers it; one without an invitation counts', () => {
  expect(resolveSurvey([fact('sent', 'a', 10), fact('answered', 'a', 5)]).get(1)).toBe(5);
  expect(sorted(resolveSurvey([fact('answered', 'a', 5)]))).toEqual([[3, null]]);
});
