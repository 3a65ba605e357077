import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Json, type RunningSystem, runSystem } from './run-system.js';

const PASSWORD = "it's a pass phrase";

/** A system with the role of BI tools, and connections to its database. */
export interface BiSystem {
  system: RunningSystem;
  owner: pg.Client;
  connectAsReader(): Promise<pg.Client>;
  /** The rows of a statement of `bi_reader`. */
  all(sql: string): Promise<Json[]>;
  /** Waits until the views of the metrics include all that was published. */
  refreshed(): Promise<void>;
  close(): Promise<void>;
}

/** Publishes the events, and waits until all views have them. */
export async function runBiSystem(
  settings: Record<string, string>,
  events: readonly object[],
): Promise<BiSystem> {
  const system = await runSystem({ ...settings, BI_READER_PASSWORD: PASSWORD });
  for (let i = 0; i < events.length; i += 10) await system.publish(events.slice(i, i + 10));
  const owner = await connect(system.databaseUrl);
  const connectAsReader = () => {
    const url = new URL(system.databaseUrl);
    url.username = 'bi_reader';
    url.password = encodeURIComponent(PASSWORD);
    return connect(url.href);
  };
  const reader = await connectAsReader();
  const all = async (sql: string): Promise<Json[]> => (await reader.query(sql)).rows;
  const refreshed = async () => {
    await system.caughtUp();
    await until(async () => {
      const [known] = await all('select position from bi.as_of');
      return Number(known?.position ?? -1) >= system.position();
    });
  };
  await refreshed();
  return {
    ...{ system, owner, connectAsReader, all, refreshed },
    async close() {
      await reader.end();
      await owner.end();
      await system.close();
    },
  };
}

export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(50);
}

/** Dates as they are written. */
const DATE = 1082;
const types = {
  getTypeParser: ((oid: number, format: 'text') =>
    oid === DATE ? String : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, types });
  await client.connect();
  return client;
}

const RENAMED: Record<string, string> = { group: 'group_name', returning: 'returning_customers' };

/** What a field of the API is called in SQL. */
export const sqlName = (name: string) =>
  RENAMED[name] ??
  name
    .replaceAll('-', '_')
    .replace(/([A-Z])/g, '_$1')
    .toLowerCase();
