import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws that a seed decides: the same seed, the same draws in the same order. */
export interface Chance {
  /** From 0, included, to 1, not included. */
  fraction(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** @param share from 0 (never) to 1 (always) */
  happens(share: number): boolean;
  one<T>(of: readonly T[]): T;
  shuffled<T>(of: readonly T[]): T[];
}

/** @param seed a whole number of 32 bits */
export function chance(seed: number): Chance {
  const random = xoroshiro128plus(seed);
  const fraction = () => (random.next() >>> 0) / 2 ** 32;
  const whole = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1));
  return {
    fraction,
    whole,
    happens: (share) => fraction() < share,
    one: (of) => of[whole(0, of.length - 1)],
    // Fisher–Yates.
    shuffled: (of) => {
      const list = [...of];
      for (let last = list.length - 1; last > 0; last--) {
        const other = whole(0, last);
        [list[last], list[other]] = [list[other], list[last]];
      }
      return list;
    },
  };
}

/** One of the names, each as likely as its weight says. */
export function weighted<Name extends string>(draw: Chance, weights: Readonly<Record<Name, number>>): Name {
  const entries = Object.entries(weights) as [Name, number][];
  let left = draw.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries[entries.length - 1][0];
}

/**
 * Each name as often as its count says, shuffled. Drawn one by one without putting back, shares come out exactly and
 * not only on average.
 */
export function deck<Name extends string>(draw: Chance, counts: Readonly<Record<Name, number>>): Name[] {
  const names = Object.keys(counts) as Name[];
  return draw.shuffled(names.flatMap((name) => Array<Name>(counts[name]).fill(name)));
}

/**
 * Exactly `count` of the members.
 * @param likely what moves a member towards being chosen: 0 not at all, 1 ahead of nearly all others
 */
export function exactly<T>(
  draw: Chance,
  count: number,
  members: readonly T[],
  likely: (member: T) => number = () => 0,
): Set<T> {
  const ranked = members.map((member) => ({ member, rank: draw.fraction() + likely(member) }));
  ranked.sort((a, b) => b.rank - a.rank);
  return new Set(ranked.slice(0, count).map(({ member }) => member));
}
