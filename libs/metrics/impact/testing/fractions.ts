import { mersenne } from 'pure-rand/generator/mersenne';

/** Fractions from 0 to below 1, drawn evenly: the same for the same seed. */
export function fractions(seed: number): () => number {
  // Its neighbouring seeds make unrelated draws, which those of xoroshiro do not.
  const random = mersenne(seed);
  return () => (random.next() >>> 0) / 2 ** 32;
}
