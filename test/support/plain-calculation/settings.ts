export interface Settings {
  reportingCurrency: string;
  timeZone: string;
  /** Share of a purchase's amount that its goods cost, where it does not say. */
  defaultCostRate: string;
  /** Channel → cost of a contact, in the reporting currency. */
  unitCosts: Record<string, string>;
  /** Microseconds since the epoch; what is later does not exist. */
  asOf: number;
}

/** The parameters of a metric, as in metrics.md. */
export interface Query {
  from?: string;
  to?: string;
  /** Default month. */
  grain?: 'day' | 'week' | 'month' | 'quarter' | 'year';
  by?: string[];
  filter?: Record<string, string>;
  /** Days; default 90. */
  window?: number;
  /** Decimal places of money: 4, else 2. */
  precision?: number;
  /** Whether the caller named the instant in `asOf`, or it is only the default. */
  asOfGiven?: boolean;
  /** Parameters that only this metric has. */
  own?: Record<string, string | undefined>;
}

/** A row as the API answers it in JSON. */
export type Row = Record<string, Value | Record<string, Value>>;

type Value = string | number | boolean | null;
