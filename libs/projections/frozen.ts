import type { Connection } from '../database/index.js';
import { LEASE_SECONDS } from './lease.js';

/** How long a process may say nothing in the middle of a transaction, in seconds. */
export const FROZEN_SECONDS = 3 * LEASE_SECONDS;

/**
 * Ends the transactions that hold checkpoints, or a lock by which the writers of the log take turns, while the server waits
 * for their process: it sleeps, and its locks would keep all others from its partitions, or from the log. The server ends those that are idle by itself
 * (idle_in_transaction_session_timeout), but none that is in the middle of a COPY or a long answer.
 */
export async function endFrozen(connection: Connection, seconds = FROZEN_SECONDS): Promise<void> {
  await connection.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where state = 'active' and wait_event_type = 'Client' and usename = current_user
       and state_change < clock_timestamp() - make_interval(secs => $1)
       and pid in (
         select pid from pg_locks
         where granted and (relation = 'ops.checkpoints'::regclass and mode = 'RowExclusiveLock' or locktype = 'advisory')
           and database = (select oid from pg_database where datname = current_database()))`,
    [seconds],
  );
}
