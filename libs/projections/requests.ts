import type { DataSource } from 'typeorm';

/** Wakes projectors that have something to be asked for. */
export const REQUESTS_CHANNEL = 'ledger_requests';

/** Asks the projectors for a rebuild; whoever holds the lease sees the row. @returns false for an unknown name */
export async function requestRebuild(dataSource: DataSource, name: string): Promise<boolean> {
  const [, count] = await dataSource.query(
    'update ops.projections set rebuild_requested_at = now() where name = $1',
    [name],
  );
  await dataSource.query(`notify ${REQUESTS_CHANNEL}`);
  return count > 0;
}

/** Asks the projectors to try the events again that were set aside. */
export async function requestRetry(dataSource: DataSource, name: string): Promise<void> {
  await dataSource.query('update ops.set_aside set retry = true where projection = $1', [name]);
  await dataSource.query(`notify ${REQUESTS_CHANNEL}`);
}
