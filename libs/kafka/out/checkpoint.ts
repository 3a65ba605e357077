import { type Connection, rows } from '../../database/index.js';
import { LEASE_SECONDS } from '../../projections/index.js';

/** How far the log has been sent to a topic, and under which owner. */
export interface Checkpoint {
  position: number;
  epoch: number;
}

/**
 * Takes the lease of a topic, or keeps it, by the rule of projections: it is free when nobody has it, when it has run
 * out, or when the database session that took it is gone. A new owner gets a new epoch.
 * @param owner name of the session, as `sessionName` gives it
 * @returns how far the topic stands, or null while another owner lives
 */
export async function takeLease(
  connection: Connection,
  topic: string,
  owner: string,
): Promise<Checkpoint | null> {
  const [found] = await rows<[number, number]>(
    connection,
    `insert into ops.kafka_out as known (topic, owner, epoch, lease_until)
     values ($1, $2, 1, now() + make_interval(secs => ${LEASE_SECONDS}))
     on conflict (topic) do update set
       owner = excluded.owner,
       epoch = case when known.owner = excluded.owner then known.epoch else known.epoch + 1 end,
       lease_until = excluded.lease_until
     where known.owner is null or known.owner = excluded.owner or known.lease_until < now() or not exists (
       select 1 from pg_stat_activity where pid || '@' || extract(epoch from backend_start) = known.owner)
     returning position, epoch`,
    [topic, owner],
  );
  return found ? { position: found[0], epoch: found[1] } : null;
}

/**
 * Notes that everything up to a position has been sent, and keeps the lease.
 * @throws Error when another owner has taken over
 */
export async function moveCheckpoint(
  connection: Connection,
  topic: string,
  epoch: number,
  position: number,
): Promise<void> {
  const result = await connection.query(
    `update ops.kafka_out set position = $3, updated_at = now(),
       lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where topic = $1 and epoch = $2`,
    [topic, epoch, position],
  );
  if (result.rowCount !== 1) throw new Error('another process sends to Kafka now');
}

/** Gives the lease up at a clean end, so that the next owner need not wait. */
export async function giveUpLease(connection: Connection, topic: string, owner: string): Promise<void> {
  await connection.query('update ops.kafka_out set owner = null where topic = $1 and owner = $2', [
    topic,
    owner,
  ]);
}
