import { KEPT_MONEY_LIMIT } from '../../insights/index.js';
import type { Tables } from '../../projections/index.js';
import type { View, ViewColumn } from '../view.js';
import { type DetailSettings, localDay } from './conversion.js';

/** The tables that hold moments, and those of the events that they are. */
const MOMENTS = [
  { moment: 'complaint', table: 'complaint_moments', events: 'cases', id: 'case_id' },
  { moment: 'contact', table: 'contact_moments', events: 'cases', id: 'case_id' },
  { moment: 'survey', table: 'survey_moments', events: 'surveys', id: 'response_id' },
] as const;

const OVER = "m.time + interval '90 days' <= now()";

/** One row per complaint, contact and answered survey, with what followed it: what `impact` is made of. */
export function momentsView(tables: Tables, { reportingCurrency, ...settings }: DetailSettings): View {
  const text = (name: string, comment: string): ViewColumn => ({
    name,
    sql: `m.${name}`,
    comment: `${comment}; unknown where it was not said, or there is none.`,
  });
  const happened = (name: string, comment: string): ViewColumn => ({
    name,
    sql: `m.${name}`,
    comment: `Whether ${comment} in the window.`,
  });
  const money = (name: string, sql: string, comment: string): ViewColumn => ({
    name,
    // A larger one is not kept as what it is.
    sql: `(case when m.largest < ${KEPT_MONEY_LIMIT} then (${sql})::numeric * 0.0001 end)::numeric(38,4)`,
    comment: `${comment}. Money in ${reportingCurrency}; what has no rate is left out; null where an amount of the row is above 461 trillion.`,
  });
  return {
    name: 'moments',
    comment:
      'What impact is made of: complaints opened, contacts received and surveys answered, one row each, with what the ' +
      'customer did in the window, the 90 days after it, and what was known of it by their end. The rows with moment = ' +
      "'complaint', number = 1 and complete are those that bi.impact counts.",
    columns: [
      { name: 'moment', sql: 'm.moment', comment: 'complaint, contact or survey.' },
      { name: 'position', sql: 'm.position', comment: 'Of its event in the log. Unique.' },
      { name: 'source', sql: 'm.source', comment: 'The system that published it.' },
      {
        name: 'moment_id',
        sql: 'm.moment_id',
        comment:
          'complaint_id of bi.complaint_cases, contact_id of bi.contacts or response_id of bi.surveys; unique together ' +
          'with source and moment.',
      },
      { name: 'customer', sql: 'm.person', comment: 'The customer, merges followed.' },
      { name: 'time', sql: 'm.time', comment: 'When it was.' },
      {
        name: 'day',
        sql: localDay('m.time', { reportingCurrency, ...settings }),
        comment: `The day of time in ${settings.reportingTimeZone}.`,
      },
      { name: 'kind', sql: "nullif(m.kind, '')", comment: 'Of a survey csat, nps or ces; null for others.' },
      {
        name: 'number',
        sql: 'm.ordinal + 1',
        comment: 'Which of the customer’s moments of this sort it is, in time order; the first is 1.',
      },
      {
        name: 'complete',
        sql: OVER,
        comment: 'Whether the 90 days are over; before it, outcomes are those so far.',
      },
      text('segment', 'Segment of the customer, as last registered'),
      text('country', 'Country of the customer, as last registered'),
      text('generation', 'born-after-1981 or older'),
      text('acquisition_channel', 'The channel that won the customer'),
      text('campaign', 'The campaign that won the customer'),
      {
        name: 'tenure',
        sql: 'm.tenure',
        comment: 'How long the customer had bought by then: none, <90d, <365d or longer.',
      },
      text('answered', 'answered or unanswered, by the end of the window'),
      text('response', 'How soon it was answered: ≤30m, ≤1h, ≤1d, <1w, ≥1w or never'),
      text('resolved', 'resolved or unresolved, by the end of the window'),
      text('recovered', 'recovered (resolved, and satisfied in the survey about it) or not-recovered'),
      text('channel', 'The channel it came by'),
      text('channel_family', 'The family of that channel: voice, online, social, other'),
      text('topic', 'What it was about'),
      text('nps_class', 'promoter, passive or detractor in the latest nps answer before it, or in its own'),
      text(
        'csat_class',
        'satisfied, neutral or dissatisfied in the latest csat answer before it, or in its own',
      ),
      text('ces_class', 'easy, neutral or hard in the latest ces answer before it, or in its own'),
      {
        name: 'stopped_buying',
        sql: 'case when m.had_bought then m.stopped_buying end',
        comment:
          'Whether the customer bought nothing in the window; null where nothing was bought in the 90 days before either.',
      },
      happened('complained_again', 'the customer opened another complaint'),
      happened('satisfied', 'a csat answer about it, else the first one, was satisfied'),
      happened('positive_review', 'the customer published a positive mention'),
      happened('recommended', 'the customer recommended, in a mention or with an nps answer of 9 or 10,'),
      money('net_before', 'm.net_before', 'Purchases less refunds in the 90 days up to it'),
      money('net_after', 'm.net_after', 'Purchases less refunds in the window'),
      money('net_change', 'm.net_after::numeric - m.net_before', 'net_after less net_before'),
      money(
        'cost_to_serve',
        'm.cost_to_serve',
        'Costs of contacts and compensations of complaints in the window',
      ),
    ],
    from: `from (${MOMENTS.map(
      ({ moment, table, events, id }) =>
        `select '${moment}' as moment, e.source, e.${id} as moment_id, k.*
         from ${tables(table)} k left join ${tables(events)} e on e.position = k.position`,
    ).join('\nunion all\n')}) m`,
  };
}
