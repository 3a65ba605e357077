import type { Chance } from './chance.js';
import { COUNTRIES } from './market.js';
import { DAY, dateOf, END, HOUR, monthStart } from './months.js';
import type { Happening } from './publication.js';

/** US dollars for one unit, when the demonstration begins. */
const DOLLARS: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 1.09,
  GBP: 1.27,
  PLN: 0.251,
  SEK: 0.0972,
  CHF: 1.16,
  CAD: 0.75,
  AUD: 0.67,
  JPY: 0.0069,
};

/**
 * Rates of each Monday from the countries' currencies into each of those a company may well report in: whichever of
 * these it is, everything can be converted. They move by up to half a percent a week.
 */
export function tellRates(chance: Chance, publish: (happening: Happening) => void): void {
  const local = new Set(Object.values(COUNTRIES).map(({ currency }) => currency));
  const dollars: Record<string, number> = { ...DOLLARS };
  // The Monday before as well: in time zones west of UTC the first events lie in 2023.
  for (let monday = monthStart(0) - 7 * DAY; monday < END; monday += 7 * DAY) {
    const date = dateOf(monday);
    for (const from of local) {
      for (const to of Object.keys(DOLLARS)) {
        if (from === to) continue;
        publish({
          type: 'fx.rate',
          id: `${from}-${to}-${date}`,
          source: 'treasury',
          at: Math.max(monday + 6 * HOUR, monthStart(0)),
          data: { from, to, rate: (dollars[from] / dollars[to]).toFixed(6), date },
        });
      }
    }
    for (const currency of Object.keys(DOLLARS)) {
      if (currency !== 'USD') dollars[currency] *= 1 + chance.whole(-50, 50) / 10_000;
    }
  }
}
