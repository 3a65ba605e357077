import type { Tables } from '../projections/index.js';

export const FACT_TABLES = [
  'purchases',
  'refunds',
  'cases',
  'case_steps',
  'registrations',
  'origins',
  'merges',
  'persons',
  'rates',
  'voids',
] as const;

/** Columns that every fact has: where it comes from, and whether an event.voided has taken it out. */
const COMMON = `
  position bigint primary key,
  source text collate "C" not null,
  id text collate "C" not null,
  time timestamptz not null,
  voided boolean not null default false`;

/**
 * Facts as they were published, one row per event, per raw subject. What only other events can say of a row
 * (`counts`, `refunds`, `steps`) is worked out by the fold and kept beside it.
 */
export function createFactTables(tables: Tables, reportingCurrency: string): string {
  const foreign = `currency <> '${reportingCurrency}'`;
  return `
    create table ${tables('purchases')} (${COMMON},
      subject text collate "C" not null, order_id text collate "C" not null, line_id text collate "C",
      amount numeric(19,4) not null, cost numeric(19,4), currency text collate "C" not null,
      channel text collate "C" not null, product text collate "C" not null, quantity numeric,
      counts boolean not null default true, refunds json);
    create index on ${tables('purchases')} (subject);
    create index on ${tables('purchases')} (order_id);
    create index on ${tables('purchases')} (currency, time) where ${foreign};

    create table ${tables('refunds')} (${COMMON},
      order_id text collate "C" not null, line_id text collate "C", refund_id text collate "C" not null,
      amount numeric(19,4) not null, cost numeric(19,4), currency text collate "C" not null);
    create index on ${tables('refunds')} (order_id);
    create index on ${tables('refunds')} (refund_id);

    create table ${tables('cases')} (${COMMON},
      subject text collate "C" not null, kind text not null, case_id text collate "C" not null,
      channel text collate "C" not null, topic text collate "C", touchpoint text collate "C", product text collate "C",
      counts boolean not null default true, steps json, foreign_money boolean not null default false);
    create index on ${tables('cases')} (subject);
    create index on ${tables('cases')} (case_id);
    create index on ${tables('cases')} (subject) where foreign_money;

    create table ${tables('case_steps')} (${COMMON},
      kind text not null, case_id text collate "C" not null, step text not null,
      amount numeric(19,4), currency text collate "C", employee text collate "C");
    create index on ${tables('case_steps')} (case_id);

    create table ${tables('registrations')} (${COMMON},
      subject text collate "C" not null, segment text collate "C", country text collate "C", generation text);
    create index on ${tables('registrations')} (subject);

    create table ${tables('origins')} (${COMMON},
      subject text collate "C" not null, kind text not null, channel text collate "C" not null, campaign text collate "C");
    create index on ${tables('origins')} (subject);

    create table ${tables('merges')} (${COMMON},
      subject text collate "C" not null, into_subject text collate "C" not null);
    create index on ${tables('merges')} (subject);
    create index on ${tables('merges')} (into_subject);

    create table ${tables('persons')} (subject text collate "C" primary key, person text collate "C" not null);
    create index on ${tables('persons')} (person);

    create table ${tables('rates')} (${COMMON},
      currency text collate "C" not null, into_currency text collate "C" not null, rate numeric not null, date date not null);
    create index on ${tables('rates')} (currency, date);

    create table ${tables('voids')} (source text collate "C", id text collate "C", primary key (source, id));`;
}
