import { type Connection, rows } from '../database/index.js';
import { LEASE_SECONDS, SESSIONS } from './lease.js';
import type { Projection } from './projection.js';

/** Says that a projector lives. @returns how many do that fold the same version of the same projection, itself included */
export async function sayAlive(
  connection: Connection,
  owner: string,
  { name, version }: Pick<Projection, 'name' | 'version'>,
): Promise<number> {
  await connection.query(
    `insert into ops.projectors (owner, projection, version, seen_at) values ($1, $2, $3, clock_timestamp())
     on conflict (owner) do update set seen_at = excluded.seen_at`,
    [owner, name, version],
  );
  const [[living]] = await rows<[number]>(
    connection,
    `select count(*) from ops.projectors where projection = $1 and version = $2
       and seen_at > clock_timestamp() - make_interval(secs => ${LEASE_SECONDS}) and owner in (${SESSIONS})`,
    [name, version],
  );
  return living;
}

/** Takes a projector, and those that have been silent for long, out of the list of the living. */
export async function sayGone(connection: Connection, owner: string): Promise<void> {
  await connection.query(
    `delete from ops.projectors where owner = $1 or seen_at < now() - make_interval(secs => ${10 * LEASE_SECONDS})`,
    [owner],
  );
}
