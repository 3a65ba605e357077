/** Adds values column by column: counts to counts, money to money. */
export function addValues(sums: (number | bigint)[], values: readonly (number | bigint)[]): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'bigint') sums[i] = (sums[i] as bigint) + value;
    else (sums[i] as number) += value;
  }
}
