import type { Tables } from '../../projections/index.js';
import { literal } from '../sql-text.js';

/** What views over facts are made under. */
export interface DetailSettings {
  reportingCurrency: string;
  reportingTimeZone: string;
  defaultCostRate: string;
  /** Cost of a contact by channel, decimal texts in the reporting currency. */
  unitCosts: readonly (readonly [channel: string, cost: string])[];
}

/** SQL of the local day of an instant. */
export function localDay(instant: string, { reportingTimeZone }: DetailSettings): string {
  return `(${instant} at time zone ${literal(reportingTimeZone)})::date`;
}

/**
 * A join that finds the rate of a currency on an instant's local day, else of the latest day before: `<alias>.rate`.
 * In the reporting currency none is looked for.
 */
export function joinRate(
  alias: string,
  currency: string,
  instant: string,
  tables: Tables,
  settings: DetailSettings,
): string {
  const reporting = literal(settings.reportingCurrency);
  return `left join lateral (
    select r.rate from ${tables('rates')} r
    where ${currency} <> ${reporting} and r.currency = ${currency} and r.into_currency = ${reporting}
      and not r.voided and r.date <= ${localDay(instant, settings)}
    order by r.date desc, r.time desc, r.source desc, r.id desc limit 1
  ) ${alias} on true`;
}

/** SQL of an amount in the reporting currency, rounded half-even to 4 decimals; null where there is no rate. */
export function converted(
  amount: string,
  currency: string,
  rate: string,
  { reportingCurrency }: DetailSettings,
): string {
  return `(case when ${currency} = ${literal(reportingCurrency)} then ${amount}
       else bi_store.half_even(${amount} * ${rate}.rate) end)::numeric(38,4)`;
}

/** A join that finds whose a raw subject is: `person.person`, null where the subject is its own. */
export function joinPerson(subject: string, tables: Tables): string {
  return `left join ${tables('persons')} person on person.subject = ${subject}`;
}
