import type { DataSource } from 'typeorm';
import { rows, transaction } from '../database/index.js';
import type { EventStore } from '../event-store/index.js';
import { standing } from './standing.js';

export interface ProjectionStatus {
  name: string;
  version: string;
  /** `live` at the head, `catching-up` behind it, `rebuilding` while another generation is built beside. */
  status: 'live' | 'catching-up' | 'rebuilding' | 'starting';
  /** Of the tables that serve: grows with each rebuild. */
  generation: number;
  /** Decimal strings, as the API gives them. */
  position: string;
  head: string;
  lag: { events: number; seconds: number };
  failed: { position: string; error: string }[];
  /** While a generation is built: how far it has come. */
  rebuild?: { version: string; position: string };
}

/** How a projection stands against the log. */
export async function projectionStatus(
  dataSource: DataSource,
  store: EventStore,
  name: string,
): Promise<ProjectionStatus> {
  const head = await store.head();
  const { now, failed, building } = await transaction(
    dataSource,
    async (connection) => {
      const now = await standing(connection, name);
      const failed = await rows<[number, string]>(
        connection,
        `select s.position, s.error from ops.set_aside s
         where s.projection = $1 and s.generation = $2 order by s.position limit 100`,
        [name, now?.generation ?? 0],
      );
      const [building] = await rows<[string, number]>(
        connection,
        `select g.version, min(c.position) from ops.generations g join ops.checkpoints c using (projection, generation)
         where g.projection = $1 and g.status = 'building' group by g.version`,
        [name],
      );
      return { now, failed, building };
    },
    'snapshot',
  );
  const position = now?.position ?? 0;
  const [oldest] = position < head ? await store.readAll({ after: position, limit: 1 }) : [];
  return {
    name,
    version: now?.version ?? '',
    generation: now?.generation ?? 0,
    status: !now ? 'starting' : building ? 'rebuilding' : oldest ? 'catching-up' : 'live',
    position: String(position),
    head: String(head),
    lag: {
      events: await store.countAfter(position),
      seconds: oldest ? Math.max(0, (Date.now() * 1000 - oldest.recordedTime) / 1_000_000) : 0,
    },
    failed: failed.map(([at, error]) => ({ position: String(at), error })),
    ...(building && { rebuild: { version: building[0], position: String(building[1]) } }),
  };
}
