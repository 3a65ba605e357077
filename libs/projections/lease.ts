import { type Connection, rows } from '../database/index.js';
import { LeaseLost } from './transient.js';

/** How long an owner that says nothing is believed to live. */
export const LEASE_SECONDS = 10;

export interface Checkpoint {
  position: number;
  epoch: number;
}

/** Which partition of which generation. */
export interface Place {
  projection: string;
  generation: number;
  partition: number;
}

/** Who this session is to others: its process id and when it began, so that a session long gone is recognised. */
export async function sessionName(connection: Connection): Promise<string> {
  const [[name]] = await rows<[string]>(
    connection,
    `select pid || '@' || extract(epoch from backend_start) from pg_stat_activity where pid = pg_backend_pid()`,
  );
  return name;
}

/**
 * Takes the lease of a partition, or keeps it: it is free when nobody has it, when it has run out, or when the
 * session that took it is gone. A new owner gets a new epoch, and only batches of the newest epoch commit.
 * @returns where the partition stands, or null while another projector lives
 */
export async function takeLease(
  connection: Connection,
  place: Place,
  owner: string,
): Promise<Checkpoint | null> {
  const [found] = await rows<[number, number]>(
    connection,
    `update ops.checkpoints set
       owner = $4,
       epoch = case when owner = $4 then epoch else epoch + 1 end,
       lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where projection = $1 and generation = $2 and partition = $3
       and (owner is null or owner = $4 or lease_until < now() or not exists (
         select 1 from pg_stat_activity where pid || '@' || extract(epoch from backend_start) = owner))
     returning position, epoch`,
    [place.projection, place.generation, place.partition, owner],
  );
  return found ? { position: found[0], epoch: found[1] } : null;
}

/**
 * Moves the checkpoint inside a batch's transaction. Comes first in it: the row's lock keeps two owners apart.
 * @throws LeaseLost when the epoch is no longer the newest
 */
export async function moveCheckpoint(
  connection: Connection,
  place: Place,
  epoch: number,
  position: number,
): Promise<void> {
  const result = await connection.query(
    `update ops.checkpoints set position = $5, changes = changes + 1, updated_at = now(),
       lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where projection = $1 and generation = $2 and partition = $3 and epoch = $4`,
    [place.projection, place.generation, place.partition, epoch, position],
  );
  if (result.rowCount !== 1) throw new LeaseLost();
}

/** Gives the lease up at a clean stop, so that the next owner need not wait. */
export async function giveUpLease(connection: Connection, place: Place, owner: string): Promise<void> {
  await connection.query(
    `update ops.checkpoints set owner = null where projection = $1 and generation = $2 and partition = $3 and owner = $4`,
    [place.projection, place.generation, place.partition, owner],
  );
}
