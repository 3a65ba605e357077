import type { Connection } from '../database/index.js';
import type { Tables } from '../projections/index.js';
import { FOUND_IN_HISTORIES, recount } from './contradictions.js';
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

  async write(connection: Connection, tables: Tables): Promise<void> {
    const changes = [...this.changes].filter(([, change]) => change !== 0);
    if (changes.length === 0) return;
    const table = tables('contradictions');
    await connection.query(
      `with change as (select * from unnest($2::bigint[], $3::int[]) as c(position, times)),
       gone as (
         delete from ${table} t using change c
         where t.kind = $1 and t.position = c.position and t.times + c.times <= 0 returning t.kind),
       stay as (
         update ${table} t set times = t.times + c.times from change c
         where t.kind = $1 and t.position = c.position and t.times + c.times > 0),
       come as (
         insert into ${table} (kind, position, times) select $1, position, times from change where times > 0
         on conflict do nothing returning kind)
       ${recount(tables)}`,
      [FOUND_IN_HISTORIES, changes.map(([position]) => position), changes.map(([, change]) => change)],
    );
  }
}
