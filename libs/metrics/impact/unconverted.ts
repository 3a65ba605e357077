import type { UnconvertedAmount } from '../metric.js';
import type { Behind } from './flows.js';

/** Money that has no rate, by currency. */
export class UnconvertedSums {
  private readonly sums = new Map<string, UnconvertedAmount>();

  /** Adds what of these events could not be converted: each event once, however often it is among them. */
  add(events: readonly Pick<Behind, 'position' | 'unconverted'>[]): void {
    for (const { unconverted } of new Map(events.map((event) => [event.position, event])).values()) {
      if (!unconverted) continue;
      const { currency, amount } = unconverted;
      const known = this.sums.get(currency) ?? { currency, count: 0, amount: 0n };
      this.sums.set(currency, { currency, count: known.count + 1, amount: known.amount + amount });
    }
  }

  /** In the order of the currencies. */
  list(): UnconvertedAmount[] {
    return [...this.sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
  }
}
