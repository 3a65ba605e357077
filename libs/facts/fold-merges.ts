import { type Connection, rows } from '../database/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { contradictingMerges, resolveMerges } from './merges.js';
import type { Outbox } from './outbox.js';
import type { Touched } from './touched.js';

/** Settles who is whose person among all that are linked to a merge of the batch. */
export async function foldMerges(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  contradictions: Contradictions,
  outbox: Outbox,
): Promise<void> {
  const subjects = outbox.ownOfCompany('mergedSubjects', touched.mergedSubjects);
  if (subjects.size === 0) return;
  const merges = tables('merges');
  const linked = (
    await rows<[string]>(
      connection,
      `with recursive linked(subject) as (
         select unnest($1::text[]) collate "C"
         union
         select next.subject from linked, lateral (
           select into_subject from ${merges} where ${merges}.subject = linked.subject
           union all
           select ${merges}.subject from ${merges} where into_subject = linked.subject) as next(subject))
       select subject from linked`,
      [[...subjects.keys()]],
    )
  ).map(([subject]) => subject);
  const found = await rows<[number, string, string, number, string, string, boolean]>(
    connection,
    `select position, source, id, time, subject, into_subject, voided from ${merges} where subject = any($1::text[])`,
    [linked],
  );
  const all = found.map(([position, source, id, time, subject, into, voided]) => ({
    position,
    source,
    id,
    time,
    subject,
    into,
    voided,
  }));
  const published = all.filter(({ voided }) => !voided);
  const { repeated, circular } = contradictingMerges(published);
  for (const { position } of all) contradictions.examine(position);
  for (const { position } of repeated) contradictions.examine(position, 'repeated-merge');
  for (const { position } of circular) contradictions.examine(position, 'merge-circle');
  const persons = resolveMerges(published);
  await connection.query(`delete from ${tables('persons')} where subject = any($1::text[])`, [linked]);
  await connection.query(
    `insert into ${tables('persons')} (subject, person, partition)
     select * from unnest($1::text[], $2::text[], $3::smallint[])`,
    [[...persons.keys()], [...persons.values()], [...persons.keys()].map(outbox.share.homeOf)],
  );
  const position = Math.min(...subjects.values());
  for (const subject of linked) touched.mark(subject, position);
}
