import type { Tables } from '../projections/index.js';

export const FACT_TABLES = [
  'purchases',
  'refunds',
  'cases',
  'case_steps',
  'surveys',
  'mentions',
  'subscription_events',
  'spends',
  'post_counts',
  'registrations',
  'origins',
  'merges',
  'persons',
  'rates',
  'voids',
  'contradictions',
  'contradiction_counts',
] as const;

/**
 * Columns that every fact has: where it comes from, and whether an event.voided has taken it out. The partition is that
 * of the event, part of the key as in every table of the read model: so that each can be spread by it.
 */
const COMMON = `
  position bigint not null,
  partition smallint not null,
  source text collate "C" not null,
  id text collate "C" not null,
  time timestamptz not null,
  voided boolean not null default false,
  primary key (position, partition)`;

/**
 * Facts as they were published, one row per event, per raw subject. What only other events can say of a row
 * (`counts`, `refunds`, `steps`, `answered`, `about`, `run_…`) is worked out by the fold and kept beside it. Events that
 * contradict others are listed in `contradictions`, and counted by kind, so that nothing has to be searched for them.
 *
 * Where a row is at home is a function of its key: a void with the id that it takes out, a subject's person with the
 * subject, a contradiction with its position, which is all that is known of the event where it is found.
 */
export function createFactTables(tables: Tables, reportingCurrency: string): string {
  const foreign = `currency <> '${reportingCurrency}'`;
  return `
    create table ${tables('purchases')} (${COMMON},
      subject text collate "C" not null, order_id text collate "C" not null, line_id text collate "C",
      amount numeric(19,4) not null, cost numeric(19,4), currency text collate "C" not null,
      channel text collate "C" not null, product text collate "C" not null, quantity numeric,
      counts boolean not null default true, refunds json);
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
    create index on ${tables('cases')} (case_id);
    create index on ${tables('cases')} (subject) where foreign_money;

    create table ${tables('case_steps')} (${COMMON},
      kind text not null, case_id text collate "C" not null, step text not null,
      amount numeric(19,4), currency text collate "C", employee text collate "C");
    create index on ${tables('case_steps')} (case_id);

    create table ${tables('surveys')} (${COMMON},
      subject text collate "C" not null, event text not null, response_id text collate "C" not null,
      kind text not null, score bigint, min bigint, max bigint, higher_is_easier boolean,
      touchpoint text collate "C", product text collate "C", employee text collate "C",
      about_kind text, about_id text collate "C",
      counts boolean not null default true, answered timestamptz, about bigint);
    create index on ${tables('surveys')} (response_id);
    create index on ${tables('surveys')} (about_id) where about_id is not null;

    create table ${tables('mentions')} (${COMMON},
      subject text collate "C" not null, mention_id text collate "C" not null, network text collate "C" not null,
      author_kind text not null, sentiment text not null, recommends boolean not null, reach bigint not null,
      product text collate "C", counts boolean not null default true);
    create index on ${tables('mentions')} (mention_id);

    create table ${tables('subscription_events')} (${COMMON},
      subject text collate "C" not null, event text not null, subscription_id text collate "C" not null,
      mrr numeric(19,4), currency text collate "C",
      run_subject text collate "C", run_source text collate "C", run_currency text collate "C");
    create index on ${tables('subscription_events')} (subscription_id);
    create index on ${tables('subscription_events')} (run_currency, time) where run_${foreign};

    create table ${tables('spends')} (${COMMON},
      spend_id text collate "C", channel text collate "C" not null, campaign text collate "C",
      amount numeric(19,4) not null, currency text collate "C" not null, from_date date not null, to_date date not null);
    create index on ${tables('spends')} (spend_id);
    create index on ${tables('spends')} (currency) where ${foreign};

    create table ${tables('post_counts')} (${COMMON},
      post_id text collate "C" not null, network text collate "C" not null,
      followers bigint not null, engagements bigint not null);

    create table ${tables('registrations')} (${COMMON},
      subject text collate "C" not null, segment text collate "C", country text collate "C", generation text);

    create table ${tables('origins')} (${COMMON},
      subject text collate "C" not null, kind text not null, channel text collate "C" not null, campaign text collate "C");

    create table ${tables('merges')} (${COMMON},
      subject text collate "C" not null, into_subject text collate "C" not null);
    create index on ${tables('merges')} (subject);
    create index on ${tables('merges')} (into_subject);

    create table ${tables('persons')} (subject text collate "C" not null, partition smallint not null,
      person text collate "C" not null, primary key (subject, partition));
    create index on ${tables('persons')} (person);

    create table ${tables('rates')} (${COMMON},
      currency text collate "C" not null, into_currency text collate "C" not null, rate numeric not null, date date not null);
    create index on ${tables('rates')} (currency, date);

    create table ${tables('voids')} (source text collate "C" not null, id text collate "C" not null,
      partition smallint not null, primary key (source, id, partition));

    create table ${tables('contradictions')} (kind text collate "C" not null, position bigint not null,
      partition smallint not null, times integer not null default 1, primary key (position, kind, partition));
    create index on ${tables('contradictions')} (kind, position);

    create table ${tables('contradiction_counts')} (kind text collate "C" not null, lane smallint not null,
      count bigint not null, primary key (kind, lane));`;
}

/** By which column follow-up finds the facts of a person. */
const FOUND_BY: Readonly<Record<string, string>> = {
  purchases: 'subject',
  cases: 'subject',
  surveys: 'subject',
  mentions: 'subject',
  subscription_events: 'run_subject',
  registrations: 'subject',
  origins: 'subject',
};

/** Indexes that only follow-up needs: made when the first of it is due, so that a long catch-up does without. */
export function createFollowUpIndexes(tables: Tables): string {
  return Object.entries(FOUND_BY)
    .map(([table, column]) => {
      const name = `${tables(table).split('.')[1]}_by_${column}`;
      return `create index if not exists ${name} on ${tables(table)} (${column});`;
    })
    .join('\n');
}
