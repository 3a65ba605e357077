import type { Connection } from '../database/index.js';
import type { Share, Tables } from '../projections/index.js';
import { FOUND_IN_HISTORIES, homeOfPosition, recount } from './contradictions.js';
import type { History, Unconverted } from './history.js';

type Amount = { position: number; unconverted: Unconverted | null };

/**
 * Keeps account of the events whose amounts have no rate, as histories are exchanged. A refund that two persons' lines
 * take is in the histories of both, so that it is counted in how many it is, and listed once.
 */
export class AmountsWithoutRate {
  private readonly changes = new Map<number, number>();

  /** @param sign 1 for a history that comes, -1 for one that goes */
  add(history: History, sign: 1 | -1): void {
    for (const purchase of history.purchases) {
      this.note(purchase, sign);
      for (const refund of purchase.refunds) this.note(refund, sign);
    }
    for (const { steps } of history.contacts) for (const step of steps) this.note(step, sign);
    for (const { steps } of history.complaints) for (const step of steps) this.note(step, sign);
    for (const step of history.recurring) this.note(step, sign);
  }

  private note({ position, unconverted }: Amount, sign: 1 | -1): void {
    if (unconverted !== null) this.changes.set(position, (this.changes.get(position) ?? 0) + sign);
  }

  /**
   * Two persons' histories may be another projector's each: they add to one row, whichever comes first.
   * @param share whose counts change
   */
  async write(connection: Connection, tables: Tables, share: Share): Promise<void> {
    const changes = [...this.changes].filter(([, change]) => change !== 0).sort(([a], [b]) => a - b);
    if (changes.length === 0) return;
    const table = tables('contradictions');
    const positions = changes.map(([position]) => position);
    await connection.query(
      `with change as (select * from unnest($2::bigint[], $3::int[]) as c(position, times)),
       changed as (
         insert into ${table} as t (kind, position, times, partition)
         select $1, position, times, ${homeOfPosition('position', share)} from change
         on conflict (position, kind, partition) do update set times = t.times + excluded.times
         returning kind, position, times),
       known as (
         select kind, changed.times as now, changed.times - change.times as before
         from changed join change using (position)),
       gone as (select kind from known where now <= 0 and before > 0),
       come as (select kind from known where now > 0 and before <= 0)
       ${recount(tables, share)}`,
      [FOUND_IN_HISTORIES, positions, changes.map(([, change]) => change)],
    );
    if (changes.every(([, change]) => change > 0)) return;
    await connection.query(
      `delete from ${table} where kind = $1 and position = any($2::bigint[]) and times = 0`,
      [FOUND_IN_HISTORIES, positions],
    );
  }
}
