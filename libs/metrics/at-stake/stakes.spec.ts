import type { Risk } from './risk.js';
import { type Stake, stakesOf, valueAtStake } from './stakes.js';
import type { LastYear } from './waiting.js';

/** Ten-thousandths. */
const NETS = [1_000_000n, 0n, -800_000n, 1n, 6n, 1_000_000n];
const years = NETS.map((net): LastYear => ({ net, withoutRate: [] }));

function risk(ifAnswered: number | null, ifUnanswered: number | null): Risk {
  return { ifAnswered, ifUnanswered, comparison: null };
}

function stakes(...risks: Parameters<typeof risk>): Stake[] {
  const found = stakesOf(years, risk(...risks), { precision: 4 });
  return years.map((year) => found.get(year) as Stake);
}

test('worst first: what is at stake, then what was brought; the same for the same net', () => {
  // A quarter of 100.0000, 0, 0 (net below zero), 0.0001 (0.25 of it is none), 0.0006 (1.5 of it, half-even, are 2)
  const all = stakes(0.25, 0.5);
  expect(all.map(({ valueText }) => valueText)).toEqual([
    ...['25.0000', '0.0000', '0.0000', '0.0000', '0.0002', '25.0000'],
  ]);
  expect(all.map(({ rank }) => rank)).toEqual([0, 3, 4, 2, 1, 0]);
  expect(all[2].netText).toBe('-80.0000');
});

test('where answering makes more of them stop, who brought nothing comes before who brought most', () => {
  const all = stakes(0.5, 0.25);
  expect(NETS.map(valueAtStake(risk(0.5, 0.25)))).toEqual([-250_000n, 0n, 0n, 0n, -2n, -250_000n]);
  // Values of nothing first, by net: 0.0001, 0, −80; then −0.0002 and −25.
  expect(all.map(({ rank }) => rank)).toEqual([4, 1, 2, 0, 3, 4]);
});

test('risks that are not known put nothing known at stake: who brought most comes first', () => {
  const all = stakes(0.5, null);
  expect(all.map(({ valueText }) => valueText)).toEqual(NETS.map(() => null));
  expect(NETS.map(valueAtStake(risk(0.5, null)))).toEqual(NETS.map(() => null));
  expect(all.map(({ rank }) => rank)).toEqual([0, 3, 4, 2, 1, 0]);
});
