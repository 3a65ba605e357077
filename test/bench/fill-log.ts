import type { DataSource } from 'typeorm';
import { demonstrationEvents } from '../../libs/demonstration/index.js';
import { PostgresEventStore } from '../../libs/event-store/index.js';
import { seconds } from './measure.js';
import { parsed } from './purchases.js';

/** As many as one COPY takes gladly. */
const PART = 20_000;

/**
 * Appends the demonstration data to the log, as intake would after validation, without HTTP.
 * What an earlier run has left is passed over: whole when it came to its end, else event by event.
 * @param scale how many times 50,000 customers
 * @returns how many events the log has, its last position, and the seconds it took
 */
export async function fillLog(
  dataSource: DataSource,
  scale: number,
): Promise<{ count: number; position: number; time: number }> {
  const store = new PostgresEventStore(dataSource);
  const last = `demonstration data, scale ${scale}`;
  const isFilled = async () => {
    const [{ comment }] = await dataSource.query(
      `select obj_description('ledger.events'::regclass, 'pg_class') as comment`,
    );
    return comment === last;
  };
  const time = await seconds(async () => {
    if (await isFilled()) return;
    let part: object[] = [];
    let writing: Promise<unknown> = Promise.resolve();
    const write = async () => {
      const events = parsed(part).map((event) => ({ event }));
      part = [];
      // The next part is made while this one is written.
      await writing;
      writing = store.append(events);
    };
    for (const event of demonstrationEvents({ scale })) {
      part.push(event);
      if (part.length === PART) await write();
    }
    await write();
    await writing;
    await dataSource.query(`comment on table ledger.events is '${last}'`);
    await dataSource.query('analyze ledger.events');
  });
  const position = await store.head();
  const count = await store.countAfter(0);
  await store.close();
  return { count, position, time };
}
