import { type Connection, rows } from '../database/index.js';
import { formatTime } from '../events/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { groupBy } from './group-by.js';
import { earliestOfEach, meant, type Ordered } from './order.js';
import type { Outbox } from './outbox.js';
import { resolveSurvey, type SurveyFact } from './surveys.js';
import { note, type Touched } from './touched.js';

type StoredFact = SurveyFact & {
  subject: string;
  responseId: string;
  aboutKind: string | null;
  aboutId: string | null;
  counts: boolean;
  answered: number | null;
  about: number | null;
  voided: boolean;
};
type Opening = Ordered & { position: number };

/**
 * Settles the surveys that a batch touched: which invitations and answers count, when an invitation was answered, which
 * contact or complaint an answer is about. Comes after the orders and cases, which are what answers are about.
 * @param orders those that were settled
 */
export async function foldSurveys(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  orders: ReadonlyMap<string, number>,
  contradictions: Contradictions,
  outbox: Outbox,
): Promise<void> {
  const abouts = new Map(orders);
  for (const [id, position] of outbox.own('openings', touched.openings)) note(abouts, id, position);
  for (const [responseId, aboutId] of await responsesAbout(connection, tables, [...abouts.keys()])) {
    note(touched.responses, responseId, abouts.get(aboutId) as number);
  }
  const responses = outbox.own('responses', touched.responses);
  if (responses.size === 0) return;
  const all = await loadFacts(connection, tables, [...responses.keys()]);
  const changed: { position: number; counts: boolean; answered: number | null; about: number | null }[] = [];
  for (const { position, voided, counts, answered, about } of all) {
    if (!voided) continue;
    contradictions.examine(position);
    // As a row begins: what is settled does not tell when it was taken out.
    if (counts && answered === null && about === null) continue;
    changed.push({ position, counts: true, answered: null, about: null });
  }
  const facts = all.filter(({ voided }) => !voided);
  const openings = await loadOpenings(connection, tables, facts);
  const known = await knownOrders(connection, tables, facts);
  for (const [responseId, ofResponse] of groupBy(facts, (fact) => fact.responseId)) {
    const counting = resolveSurvey(ofResponse);
    for (const fact of ofResponse) {
      const counts = counting.has(fact.position);
      const answered = counting.get(fact.position) ?? null;
      const about = meant(fact.source, openings.get(caseKey(fact.aboutKind, fact.aboutId)) ?? new Map());
      const position = about?.position ?? null;
      if (!counts) contradictions.examine(fact.position, REPEATED[fact.event]);
      else if (fact.aboutId === null || about) contradictions.examine(fact.position);
      else if (fact.aboutKind !== 'order') contradictions.examine(fact.position, 'survey-about-nothing');
      else
        contradictions.examine(
          fact.position,
          ...(known.has(fact.aboutId) ? [] : (['survey-about-nothing'] as const)),
        );
      if (counts === fact.counts && answered === fact.answered && position === fact.about) continue;
      changed.push({ position: fact.position, counts, answered, about: position });
      touched.mark(fact.subject, responses.get(responseId) as number);
    }
  }
  if (changed.length === 0) return;
  await connection.query(
    `update ${tables('surveys')} t set counts = c.counts, answered = c.answered, about = c.about
     from unnest($1::bigint[], $2::boolean[], $3::timestamptz[], $4::bigint[]) as c(position, counts, answered, about)
     where t.position = c.position`,
    [
      changed.map((c) => c.position),
      changed.map((c) => c.counts),
      changed.map((c) => (c.answered === null ? null : formatTime(c.answered))),
      changed.map((c) => c.about),
    ],
  );
}

const REPEATED = { sent: 'repeated-survey-invitation', answered: 'repeated-survey-answer' } as const;

/** Of these contacts, complaints and orders the answers about them. */
async function responsesAbout(
  connection: Connection,
  tables: Tables,
  aboutIds: readonly string[],
): Promise<[responseId: string, aboutId: string][]> {
  if (aboutIds.length === 0) return [];
  return rows(
    connection,
    `select response_id, about_id from ${tables('surveys')} where about_id = any($1::text[])`,
    [aboutIds],
  );
}

/** Everything under these responseIds. */
async function loadFacts(
  connection: Connection,
  tables: Tables,
  responseIds: readonly string[],
): Promise<StoredFact[]> {
  const found = await rows<
    [
      number,
      string,
      string,
      number,
      string,
      SurveyFact['event'],
      string,
      string | null,
      string | null,
      boolean,
      number | null,
      number | null,
      boolean,
    ]
  >(
    connection,
    `select position, source, id, time, subject, event, response_id, about_kind, about_id, counts, answered, about, voided
     from ${tables('surveys')} where response_id = any($1::text[])`,
    [responseIds],
  );
  return found.map(
    ([
      position,
      source,
      id,
      time,
      subject,
      event,
      responseId,
      aboutKind,
      aboutId,
      counts,
      answered,
      about,
      voided,
    ]) => ({
      position,
      source,
      id,
      time,
      subject,
      event,
      responseId,
      aboutKind,
      aboutId,
      counts,
      answered,
      about,
      voided,
    }),
  );
}

/** What answers are about: for each contact or complaint, of each source the opening that counts. */
async function loadOpenings(
  connection: Connection,
  tables: Tables,
  facts: readonly StoredFact[],
): Promise<Map<string, Map<string, Opening>>> {
  const ids = new Set(
    facts.flatMap(({ aboutKind, aboutId }) => (aboutId !== null && aboutKind !== 'order' ? [aboutId] : [])),
  );
  if (ids.size === 0) return new Map();
  const found = await rows<[number, string, string, number, string, string]>(
    connection,
    `select position, source, id, time, kind, case_id
     from ${tables('cases')} where case_id = any($1::text[]) and counts and not voided`,
    [[...ids]],
  );
  const openings = found.map(([position, source, id, time, kind, caseId]) => ({
    position,
    source,
    id,
    time,
    case: caseKey(kind, caseId),
  }));
  return new Map(
    [...groupBy(openings, (opening) => opening.case)].map(([key, ofCase]) => [
      key,
      earliestOfEach(ofCase, ({ source }) => source),
    ]),
  );
}

/** Of the orders that answers are about, those that have a purchase. */
async function knownOrders(
  connection: Connection,
  tables: Tables,
  facts: readonly StoredFact[],
): Promise<Set<string>> {
  const ids = new Set(
    facts.flatMap(({ aboutKind, aboutId }) => (aboutId !== null && aboutKind === 'order' ? [aboutId] : [])),
  );
  if (ids.size === 0) return new Set();
  const found = await rows<[string]>(
    connection,
    `select distinct order_id from ${tables('purchases')} where order_id = any($1::text[]) and not voided`,
    [[...ids]],
  );
  return new Set(found.map(([orderId]) => orderId));
}

function caseKey(kind: string | null, id: string | null): string {
  return `${kind} ${id}`;
}
