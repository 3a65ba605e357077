/** Rates into the reporting currency: for each currency its days ascending. */
export type Rates = ReadonlyMap<string, readonly { date: string; rate: string }[]>;

/**
 * The rate of the day, else of the latest day before it. No inverse or cross rates.
 * @param day local date of the event, `2026-11-22`
 * @returns null when the currency has no rate by then
 */
export function rateOn(day: string, currency: string, rates: Rates): string | null {
  const days = rates.get(currency);
  if (!days) return null;
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle].date <= day) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : days[low - 1].rate;
}
