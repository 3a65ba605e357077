import { divideHalfEven } from '../../money/index.js';

/** A channel's contacts and their cost in a range, and the contacts of all channels. Money in ten-thousandths. */
export interface Side {
  contacts: number;
  cost: bigint;
  total: number;
}

export interface Effects {
  volume: bigint;
  mix: bigint;
  rate: bigint;
}

/**
 * What moved a channel's cost, in ten-thousandths: with volume N, share s and unit cost c,
 * volume = (N₁ − N₀) s₀ c₀, mix = N₁ (s₁ − s₀) c₀, rate = N₁ s₁ (c₁ − c₀). A channel without contacts on one side takes
 * the other side's unit cost. Volume and rate are worked out as exact fractions and rounded half-even once; mix is the
 * rest, so that the three add up to the difference of the costs.
 */
export function effects(before: Side, after: Side): Effects {
  const difference = after.cost - before.cost;
  // N₀ s₀ c₀ is the cost before: volume = (N₁ − N₀) · cost₀ / N₀. Without a share before there is none.
  const volume =
    before.contacts === 0
      ? 0n
      : divideHalfEven(BigInt(after.total - before.total) * before.cost, BigInt(before.total));
  // N₁ s₁ is the channel's contacts after: rate = cost₁ − contacts₁ · cost₀ / contacts₀.
  const rate =
    before.contacts === 0 || after.contacts === 0
      ? 0n
      : divideHalfEven(
          after.cost * BigInt(before.contacts) - BigInt(after.contacts) * before.cost,
          BigInt(before.contacts),
        );
  return { volume, mix: difference - volume - rate, rate };
}
