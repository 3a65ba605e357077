import { type Connection, rows, textArray, timeArray } from '../../database/index.js';
import type { AppendResult } from '../port.js';
import { APPEND_LOCK, CHANNEL } from './append-transaction.js';
import type { PreparedAppend } from './prepared-append.js';

/** Up to so many events one statement is quicker than a transaction with COPY, which takes four journeys. */
const MOST = 100;

/** Whether a group can be written by one statement: it is small, and no append expects a revision. */
export function fitsOneStatement(group: readonly PreparedAppend[]): boolean {
  return group.length <= MOST && group.every(({ expectedRevision }) => expectedRevision === 'any');
}

/**
 * Writes a small group by one statement, `ledger.append`. An identity that the log has, or that comes twice in the
 * group, is the unique index's error, and nothing is written.
 */
export async function appendStatement(
  connection: Connection,
  group: readonly PreparedAppend[],
): Promise<AppendResult[]> {
  const written = await rows<[number, number, number]>(
    connection,
    'select n, at, revision_given from ledger.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [
      APPEND_LOCK,
      CHANNEL,
      textArray(group.map(({ stream }) => stream)),
      textArray(group.map(({ event }) => event.source)),
      textArray(group.map(({ event }) => event.id)),
      textArray(group.map(({ event }) => event.type)),
      textArray(group.map(({ event }) => event.subject)),
      timeArray(group.map(({ event }) => event.time)),
      textArray(group.map(({ data }) => data)),
      textArray(group.map(({ personal }) => personal)),
    ],
    'append',
  );
  const results: AppendResult[] = new Array(group.length);
  for (const [n, position, revision] of written) results[n - 1] = { status: 'appended', position, revision };
  return results;
}
