/** Percentiles of cells by distribution and share, under their key without dimension columns and their group. */
export type Percentiles = ReadonlyMap<string, readonly (readonly number[] | null)[]>;

export function percentilesName(key: readonly (number | string)[], group: readonly string[]): string {
  return JSON.stringify([key, group]);
}
