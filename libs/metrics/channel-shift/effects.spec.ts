import { effects } from './effects.js';

const side = (contacts: number, cost: bigint, total: number) => ({ contacts, cost, total });

describe('volume, mix and rate', () => {
  it('worked by hand', () => {
    // 40 of 100 at 2.00, then 90 of 150 at 2.50: volume 50 · 0.4 · 2 = 40, mix 150 · 0.2 · 2 = 60, rate 90 · 0.5 = 45
    expect(effects(side(40, 800_000n, 100), side(90, 2_250_000n, 150))).toEqual({
      volume: 400_000n,
      mix: 600_000n,
      rate: 450_000n,
    });
  });

  it('fractions are rounded once, and the rest is the mix', () => {
    // cost 0.0001 of 1 in 3, then 0.0001 of 1 in 4: volume 1/3 unit, rounded 0; rate 0; mix the rest: 0
    expect(effects(side(1, 1n, 3), side(1, 1n, 4))).toEqual({ volume: 0n, mix: 0n, rate: 0n });
    // 2 units of 3 in 3, then 5 units of 2 in 5: volume 2 · 2/3 = 1.33, rate 5 − 2 · 2/3 = 3.67, mix 3 − 1 − 4
    expect(effects(side(3, 2n, 3), side(2, 5n, 5))).toEqual({ volume: 1n, mix: -2n, rate: 4n });
  });

  it('a channel of one side only takes the other side’s unit cost: all of it is mix, or volume and mix', () => {
    expect(effects(side(0, 0n, 10), side(5, 50n, 20))).toEqual({ volume: 0n, mix: 50n, rate: 0n });
    // volume (20 − 10) · 50/10 = 50, mix 20 · (0 − 1/2) · 10 = −100
    expect(effects(side(5, 50n, 10), side(0, 0n, 20))).toEqual({ volume: 50n, mix: -100n, rate: 0n });
  });

  it('an empty range has shares 0', () => {
    expect(effects(side(0, 0n, 0), side(5, 50n, 20))).toEqual({ volume: 0n, mix: 50n, rate: 0n });
    expect(effects(side(5, 50n, 10), side(0, 0n, 0))).toEqual({ volume: -50n, mix: 0n, rate: 0n });
  });
});
