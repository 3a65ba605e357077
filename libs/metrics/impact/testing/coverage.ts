/** An interval that a world gave, and what it should cover. Money may be decimal text. */
export interface Covering {
  low: unknown;
  high: unknown;
  truth: number;
}

/** How often of so many worlds an interval covers the truth. */
export function coverage(worlds: number, intervalOf: (seed: number) => Covering): number {
  const seeds = Array.from({ length: worlds }, (_, i) => 1_000 + i);
  const covered = seeds.filter((seed) => {
    const { low, high, truth } = intervalOf(seed);
    return Number(low) <= truth && truth <= Number(high);
  });
  return covered.length / seeds.length;
}

/** 95 % of the worlds, give or take what chance allows. */
export function expectNominal(share: number): void {
  expect(share).toBeGreaterThanOrEqual(0.92);
  expect(share).toBeLessThanOrEqual(0.98);
}
