import type { Unconverted } from '../../facts/index.js';

/** An event's amount that has no rate. */
export interface WithoutRate {
  position: number;
  unconverted: Unconverted | null;
}

/** The text that amounts without a rate are kept as; empty for none. */
export function writeWithoutRate(events: readonly WithoutRate[]): string {
  if (events.length === 0) return '';
  return JSON.stringify(
    events.map(({ position, unconverted }) => [
      position,
      unconverted?.currency,
      unconverted?.amount.toString(),
    ]),
  );
}

/** Reads what {@link writeWithoutRate} wrote. */
export function readWithoutRate(text: string): WithoutRate[] {
  return (JSON.parse(text) as [number, string, string][]).map(([position, currency, amount]) => ({
    position,
    unconverted: { currency, amount: BigInt(amount) },
  }));
}
