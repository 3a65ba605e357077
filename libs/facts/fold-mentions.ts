import { type Connection, rows } from '../database/index.js';
import type { Tables } from '../projections/index.js';
import type { Contradictions } from './contradictions.js';
import { earliestOfEach } from './order.js';
import type { Touched } from './touched.js';

/** Settles the mentions that a batch touched: of several of one source and mentionId the earliest counts. */
export async function foldMentions(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  contradictions: Contradictions,
): Promise<void> {
  if (touched.mentions.size === 0) return;
  const found = await rows<[number, string, string, number, string, string, boolean]>(
    connection,
    `select position, source, id, time, subject, mention_id, counts
     from ${tables('mentions')} where mention_id = any($1::text[]) and not voided`,
    [[...touched.mentions.keys()]],
  );
  const mentions = found.map(([position, source, id, time, subject, mentionId, counts]) => ({
    position,
    source,
    id,
    time,
    subject,
    mentionId,
    counts,
  }));
  const first = earliestOfEach(mentions, ownId);
  for (const mention of mentions) {
    const counts = first.get(ownId(mention)) === mention;
    contradictions.examine(mention.position, ...(counts ? [] : (['repeated-mention'] as const)));
  }
  const changed = mentions.filter((mention) => (first.get(ownId(mention)) === mention) !== mention.counts);
  if (changed.length === 0) return;
  for (const { subject, mentionId } of changed) {
    touched.mark(subject, touched.mentions.get(mentionId) as number);
  }
  await connection.query(
    `update ${tables('mentions')} set counts = not counts where position = any($1::bigint[])`,
    [changed.map(({ position }) => position)],
  );
}

function ownId({ source, mentionId }: { source: string; mentionId: string }): string {
  return JSON.stringify([source, mentionId]);
}
