import { CHANNEL_FAMILIES } from '../../events/index.js';
import type { Tables } from '../../projections/index.js';
import { literal } from '../sql-text.js';
import type { View, ViewColumn } from '../view.js';
import { converted, type DetailSettings, joinPerson, joinRate, localDay } from './conversion.js';

type Kind = 'contact' | 'complaint';

/** One row per contact. */
export function contactsView(tables: Tables, settings: DetailSettings): View {
  const unitCosts = settings.unitCosts.map(
    ([channel, cost]) => `when c.channel = ${literal(channel)} then ${cost}`,
  );
  const named = converted('costed.amount', 'costed.currency', 'fx', settings);
  return {
    name: 'contacts',
    comment:
      'Contacts, one row each. Sums of cost by month of time are the costToServe of bi.channel_mix. What is dated before ' +
      'the contact counts at its opening.',
    columns: [
      ...caseColumns('contact', settings),
      { name: 'transfers', sql: 'seen.transfers', comment: 'How often it was handed on. A count.' },
      {
        name: 'cost',
        sql: `(case when costed.amount is not null then ${named} ${unitCosts.join(' ')} else 0 end)::numeric(38,4)`,
        comment: `What it cost: as its resolution says, else the configured cost of the channel. Money in ${settings.reportingCurrency}; null where there is no rate by the day of the resolution.`,
      },
    ],
    // The first resolution says what a contact cost, whether or not it was reopened.
    from: `${fromCases(tables)}
left join lateral (
  select s.amount, s.currency, s.at from bi_store.steps(c.steps) s
  where s.kind = 'resolved' and s.at <= now() order by s.n limit 1
) costed on true
${joinRate('fx', 'costed.currency', 'costed.at', tables, settings)}
${whereCases('contact')}`,
  };
}

/** One row per complaint. */
export function complaintCasesView(tables: Tables, settings: DetailSettings): View {
  const amount = converted('resolution.amount', 'resolution.currency', 'fx', settings);
  return {
    name: 'complaint_cases',
    comment:
      'Complaints, one row each. (bi.complaints is the metric.) What is dated before the complaint counts at its opening.',
    columns: [
      ...caseColumns('complaint', settings),
      {
        name: 'reopenings',
        sql: 'turned.reopenings',
        comment: 'How often it was reopened when it was resolved. A count.',
      },
      {
        name: 'compensation',
        sql: amount,
        comment: `What the resolution gave the customer. Money in ${settings.reportingCurrency}; null where it gave nothing, or there is no rate by the day of the resolution.`,
      },
    ],
    from: `${fromCases(tables)}
left join lateral (
  select count(*) filter (where turn.kind = 'reopened' and turn.before = 'resolved') as reopenings
  from (
    select s.kind, lag(s.kind) over (order by s.n) as before from bi_store.steps(c.steps) s
    where s.kind in ('resolved', 'reopened') and s.at <= now()
  ) turn
) turned on true
${joinRate('fx', 'resolution.currency', 'greatest(resolution.at, c.time)', tables, settings)}
${whereCases('complaint')}`,
  };
}

function caseColumns(kind: Kind, settings: DetailSettings): ViewColumn[] {
  const known = (column: string) => `coalesce(c.${column}, 'unknown')`;
  const families = Object.entries(CHANNEL_FAMILIES)
    .map(([channel, family]) => `when ${literal(channel)} then ${literal(family)}`)
    .join(' ');
  const minutesTo = (at: string) =>
    `(extract(epoch from greatest(${at}, c.time) - c.time) / 60)::double precision`;
  return [
    {
      name: 'customer',
      sql: 'coalesce(person.person, c.subject)',
      comment: 'The customer, merges followed.',
    },
    { name: 'source', sql: 'c.source', comment: `The system that published the ${kind}.` },
    { name: `${kind}_id`, sql: 'c.case_id', comment: `The ${kind}; unique together with source.` },
    { name: 'time', sql: 'c.time', comment: `When the ${kind} began.` },
    {
      name: 'day',
      sql: localDay('c.time', settings),
      comment: `The day of time in ${settings.reportingTimeZone}.`,
    },
    { name: 'channel', sql: 'c.channel', comment: 'The channel it came by.' },
    {
      name: 'channel_family',
      sql: `case c.channel ${families} else 'unknown' end`,
      comment: 'The family of that channel: voice, online, social, other.',
    },
    { name: 'topic', sql: known('topic'), comment: 'What it was about; unknown where it was not said.' },
    {
      name: 'touchpoint',
      sql: known('touchpoint'),
      comment: 'Where the customer was; unknown where it was not said.',
    },
    { name: 'product', sql: known('product'), comment: 'The product; unknown where it was not said.' },
    {
      name: 'answered_at',
      sql: `case when ${ANSWERED} is not null then greatest(${ANSWERED}, c.time) end`,
      comment: 'When it was first answered; a resolution without an answer counts. Null while it waits.',
    },
    {
      name: 'minutes_to_answer',
      sql: `case when ${ANSWERED} is not null then ${minutesTo(ANSWERED)} end`,
      comment: 'From time to answered_at. Minutes.',
    },
    {
      name: 'resolved_at',
      sql: 'case when resolution.at is not null then greatest(resolution.at, c.time) end',
      comment: 'When it was resolved: the first resolution after the last reopening. Null while it is open.',
    },
    {
      name: 'minutes_to_resolution',
      sql: `case when resolution.at is not null then ${minutesTo('resolution.at')} end`,
      comment: 'From time to resolved_at. Minutes.',
    },
  ];
}

/** The first answer, else the first resolution. */
const ANSWERED = 'coalesce(seen.answered, seen.resolved)';

/** Cases with what is known of their steps by now. */
function fromCases(tables: Tables): string {
  return `from ${tables('cases')} c
${joinPerson('c.subject', tables)}
left join lateral (
  select min(s.at) filter (where s.kind = 'answered') as answered,
         min(s.at) filter (where s.kind = 'resolved') as resolved,
         count(*) filter (where s.kind = 'transferred') as transfers,
         coalesce(max(s.n) filter (where s.kind = 'reopened'), 0) as last_reopened
  from bi_store.steps(c.steps) s where s.at <= now()
) seen on true
left join lateral (
  select s.at, s.amount, s.currency from bi_store.steps(c.steps) s
  where s.kind = 'resolved' and s.n > seen.last_reopened and s.at <= now() order by s.n limit 1
) resolution on true`;
}

function whereCases(kind: Kind): string {
  return `where c.kind = '${kind}' and c.counts and not c.voided and c.time <= now()`;
}
