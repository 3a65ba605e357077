/** A country with shops. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  code: string;
  currency: string;
  /** What one US dollar on the price list is there, in its currency. */
  priceOfDollar: number;
  /** Share of the customers. */
  weight: number;
}

export const COUNTRIES: Readonly<Record<string, Country>> = {
  US: { code: 'US', currency: 'USD', priceOfDollar: 1, weight: 34 },
  DE: { code: 'DE', currency: 'EUR', priceOfDollar: 0.95, weight: 26 },
  GB: { code: 'GB', currency: 'GBP', priceOfDollar: 0.82, weight: 20 },
  PL: { code: 'PL', currency: 'PLN', priceOfDollar: 3.9, weight: 12 },
  SE: { code: 'SE', currency: 'SEK', priceOfDollar: 10.4, weight: 8 },
};

export interface Product {
  name: string;
  /** List price in US dollars. */
  price: number;
  /** Cost of the goods as a share of the price. */
  cost: number;
  /** How often it is bought, against the others. */
  weight: number;
  /** First and last month in which it is sold. */
  from: number;
  to: number;
}

/** New telephones come in September. */
export const PHONES: readonly Product[] = [
  { name: 'fernruf-5', price: 649, cost: 0.61, weight: 6, from: 0, to: 9 },
  { name: 'fernruf-5-mini', price: 449, cost: 0.64, weight: 5, from: 0, to: 14 },
  { name: 'fernruf-6', price: 699, cost: 0.6, weight: 7, from: 8, to: 21 },
  { name: 'fernruf-6-mini', price: 479, cost: 0.63, weight: 5, from: 8, to: 23 },
  { name: 'fernruf-7', price: 749, cost: 0.58, weight: 8, from: 20, to: 23 },
];

export const ACCESSORIES: readonly Product[] = [
  { name: 'case', price: 29, cost: 0.3, weight: 8, from: 0, to: 23 },
  { name: 'charger', price: 35, cost: 0.42, weight: 5, from: 0, to: 23 },
  { name: 'earphones', price: 119, cost: 0.45, weight: 5, from: 0, to: 23 },
  { name: 'repair', price: 89, cost: 0.7, weight: 2, from: 0, to: 23 },
  { name: 'watch', price: 249, cost: 0.55, weight: 3, from: 10, to: 23 },
];

/** A channel that brings customers. */
export interface Acquisition {
  /** Share of the customers. */
  weight: number;
  /** Share of those it brought that leave in a month. */
  leaving: number;
  /** Purchases in a month of one that stays. */
  buying: number;
  /** US dollars spent on it for each customer it brings; 0 where it costs nothing. */
  spend: number;
  /** Share of its customers known as a lead before. */
  leads: number;
  campaigns: readonly string[];
}

/** Referred customers stay, those of the networks' advertisements do not. */
export const ACQUISITION: Readonly<Record<string, Acquisition>> = {
  search: { weight: 28, leaving: 0.06, buying: 0.2, spend: 21, leads: 0.5, campaigns: ['brand', 'generic'] },
  'social-ads': {
    weight: 22,
    leaving: 0.11,
    buying: 0.15,
    spend: 33,
    leads: 0.6,
    campaigns: ['launch-6', 'always-on'],
  },
  store: { weight: 20, leaving: 0.045, buying: 0.22, spend: 0, leads: 0, campaigns: [] },
  referral: { weight: 14, leaving: 0.03, buying: 0.28, spend: 12, leads: 0.35, campaigns: ['friends'] },
  affiliate: { weight: 10, leaving: 0.09, buying: 0.16, spend: 27, leads: 0.45, campaigns: ['comparison'] },
  television: { weight: 6, leaving: 0.07, buying: 0.19, spend: 64, leads: 0, campaigns: ['winter'] },
};

/** `649` as `"649.00"`; amounts in the shops have two decimals. */
export function amount(number: number): string {
  return number.toFixed(2);
}

/** Weights by name, of a table whose entries have one. */
export function weights(table: Readonly<Record<string, { weight: number }>>): Record<string, number> {
  return Object.fromEntries(Object.entries(table).map(([name, { weight }]) => [name, weight]));
}
