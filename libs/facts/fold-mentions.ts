import { type Connection, rows } from '../database/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { earliestOfEach } from './order.js';
import type { Outbox } from './outbox.js';
import type { Touched } from './touched.js';

/** Settles the mentions that a batch touched: of several of one source and mentionId the earliest counts. */
export async function foldMentions(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  contradictions: Contradictions,
  outbox: Outbox,
): Promise<void> {
  const ids = outbox.own('mentions', touched.mentions);
  if (ids.size === 0) return;
  const found = await rows<[number, string, string, number, string, string, boolean, boolean]>(
    connection,
    `select position, source, id, time, subject, mention_id, counts, voided
     from ${tables('mentions')} where mention_id = any($1::text[])`,
    [[...ids.keys()]],
  );
  const all = found.map(([position, source, id, time, subject, mentionId, counts, voided]) => ({
    position,
    source,
    id,
    time,
    subject,
    mentionId,
    counts,
    voided,
  }));
  for (const { position, voided } of all) if (voided) contradictions.examine(position);
  const mentions = all.filter(({ voided }) => !voided);
  const first = earliestOfEach(mentions, ownId);
  for (const mention of mentions) {
    const counts = first.get(ownId(mention)) === mention;
    contradictions.examine(mention.position, ...(counts ? [] : (['repeated-mention'] as const)));
  }
  const changed = mentions.filter((mention) => (first.get(ownId(mention)) === mention) !== mention.counts);
  for (const { subject, mentionId } of changed) {
    touched.mark(subject, ids.get(mentionId) as number);
  }
  // As a row begins: what is settled does not tell when it was taken out.
  changed.push(...all.filter(({ voided, counts }) => voided && !counts));
  if (changed.length === 0) return;
  await connection.query(
    `update ${tables('mentions')} set counts = not counts where position = any($1::bigint[])`,
    [changed.map(({ position }) => position)],
  );
}

function ownId({ source, mentionId }: { source: string; mentionId: string }): string {
  return JSON.stringify([source, mentionId]);
}
