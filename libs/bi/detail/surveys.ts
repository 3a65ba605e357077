import type { Tables } from '../../projections/index.js';
import type { View } from '../view.js';
import { type DetailSettings, joinPerson, localDay } from './conversion.js';

/** One row per invitation and one per answer. */
export function surveysView(tables: Tables, settings: DetailSettings): View {
  const known = (name: string, comment: string) => ({
    name,
    sql: `coalesce(s.${name}, 'unknown')`,
    comment: `${comment}; unknown where it was not said.`,
  });
  return {
    name: 'surveys',
    comment:
      'Surveys: a row per invitation (event sent) and a row per answer (event answered), without repeated and voided ones.',
    columns: [
      {
        name: 'customer',
        sql: 'coalesce(person.person, s.subject)',
        comment: 'The customer, merges followed.',
      },
      { name: 'event', sql: 's.event', comment: 'sent or answered.' },
      { name: 'source', sql: 's.source', comment: 'The system that published it.' },
      { name: 'response_id', sql: 's.response_id', comment: 'The same for an invitation and its answer.' },
      { name: 'kind', sql: 's.kind', comment: 'csat, nps or ces.' },
      { name: 'time', sql: 's.time', comment: 'When it was sent, or answered.' },
      {
        name: 'day',
        sql: localDay('s.time', settings),
        comment: `The day of time in ${settings.reportingTimeZone}.`,
      },
      { name: 'score', sql: 's.score', comment: 'The score of an answer, on its own scale. Points.' },
      { name: 'scale_min', sql: 's.min', comment: 'The lowest score of its scale. Points.' },
      { name: 'scale_max', sql: 's.max', comment: 'The highest score of its scale. Points.' },
      {
        name: 'higher_is_easier',
        sql: 's.higher_is_easier',
        comment: 'Of ces: whether a high score means little effort.',
      },
      known('touchpoint', 'Where the customer was asked about'),
      known('product', 'The product'),
      known('employee', 'Who had served the customer'),
      {
        name: 'about_kind',
        sql: 's.about_kind',
        comment: 'contact, complaint or order, where it was about one.',
      },
      {
        name: 'about_source',
        // Looked up only by those who ask for it.
        sql: `(select about.source from ${tables('cases')} about where about.position = s.about)`,
        comment:
          'The system that published that contact or complaint: the one that published the answer where it has one of ' +
          'this id, else the one that has the earliest. Null for an order, and where nothing has that id.',
      },
      {
        name: 'about_id',
        sql: 's.about_id',
        comment:
          'The id of what it was about; together with about_source, of a contact or complaint, contact_id and source of ' +
          'bi.contacts, or complaint_id and source of bi.complaint_cases.',
      },
      {
        name: 'answered_at',
        sql: 'case when s.answered <= now() then s.answered end',
        comment: 'Of an invitation: when it was answered; null while it was not.',
      },
    ],
    from: `from ${tables('surveys')} s
${joinPerson('s.subject', tables)}
where s.counts and not s.voided and s.time <= now()`,
  };
}
