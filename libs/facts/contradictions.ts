import { type Connection, rows } from '../database/index.js';
import type { Share, Tables } from '../projections/index.js';

/** How events can contradict each other or lead nowhere; an event can do so in more than one way. */
export const CONTRADICTION_KINDS = [
  'repeated-purchase',
  'repeated-refund',
  'repeated-contact',
  'repeated-complaint',
  'repeated-survey-invitation',
  'repeated-survey-answer',
  'repeated-mention',
  'repeated-spend',
  'refund-without-purchase',
  'refund-in-other-currency',
  'refund-above-purchase',
  'refund-before-purchase',
  'step-without-contact',
  'step-without-complaint',
  'step-before-opening',
  'resolution-without-answer',
  'repeated-resolution',
  'reopening-without-resolution',
  'survey-about-nothing',
  'subscription-already-running',
  'subscription-not-running',
  'repeated-merge',
  'merge-circle',
  'amount-without-rate',
  'spend-without-rate',
] as const;

export type ContradictionKind = (typeof CONTRADICTION_KINDS)[number];

/** Found when histories are worked out, not when facts are settled (amounts-without-rate.ts). */
export const FOUND_IN_HISTORIES: ContradictionKind = 'amount-without-rate';

/** What settling the facts of a batch has found of the events it looked at. Used once. */
export class Contradictions {
  private readonly examined = new Set<number>();
  private readonly found: { kind: ContradictionKind; position: number }[] = [];

  /** Everything that is to be said of the event at this position; nothing for one that fits. */
  examine(position: number, ...kinds: readonly ContradictionKind[]): void {
    this.examined.add(position);
    for (const kind of kinds) this.found.push({ kind, position });
  }

  /**
   * Puts what was found in the place of what was known of these events, and keeps count.
   * @param share whose counts change
   */
  async write(connection: Connection, tables: Tables, share: Share): Promise<void> {
    if (this.examined.size === 0) return;
    const table = tables('contradictions');
    await connection.query(
      `with found as (select * from unnest($2::text[], $3::bigint[]) as f(kind, position)),
       gone as (
         delete from ${table} c where position = any($1::bigint[]) and kind <> $4 and not exists (
           select 1 from found f where f.kind = c.kind and f.position = c.position)
         returning kind),
       come as (
         insert into ${table} (kind, position, partition)
         select kind, position, ${homeOfPosition('position', share)} from found
         on conflict do nothing returning kind)
       ${recount(tables, share)}`,
      [
        [...this.examined],
        this.found.map(({ kind }) => kind),
        this.found.map(({ position }) => position),
        FOUND_IN_HISTORIES,
      ],
    );
  }
}

/** SQL of the partition that holds what is said of the event at a position: a function of the row's key. */
export function homeOfPosition(position: string, { partitions }: Share): string {
  return `(${position} % ${partitions})::smallint`;
}

/** The end of a statement whose parts `gone` and `come` take rows out of the contradictions and put some in. */
export function recount(tables: Tables, { lane }: Share): string {
  const counts = tables('contradiction_counts');
  return `
    insert into ${counts} as known (kind, count, lane)
    select kind, sum(change), ${lane} from
      (select kind, -1 as change from gone union all select kind, 1 from come) as changes group by kind
    on conflict (kind, lane) do update set count = known.count + excluded.count`;
}

/** How many events contradict in each way, all lanes added up; kinds of which there never was one are missing. */
export async function countContradictions(
  connection: Connection,
  tables: Tables,
): Promise<Map<ContradictionKind, number>> {
  return new Map(
    await rows<[ContradictionKind, number]>(
      connection,
      `select kind, sum(count)::bigint from ${tables('contradiction_counts')} group by kind`,
    ),
  );
}

/** Positions of the events that contradict in these ways, of each kind the last `limit` ones below a position. */
export async function lastContradictions(
  connection: Connection,
  tables: Tables,
  kinds: readonly ContradictionKind[],
  limit: number,
  below = Number.MAX_SAFE_INTEGER,
): Promise<[kind: ContradictionKind, position: number][]> {
  return rows(
    connection,
    `select asked.kind, last.position from unnest($1::text[]) as asked(kind), lateral (
       select position from ${tables('contradictions')} c
       where c.kind = asked.kind and position < $3::bigint and times > 0 order by position desc limit $2) as last`,
    [kinds, limit, below],
  );
}
