import { type Connection, rows } from '../../database/index.js';
import { type LedgerEvent, sameContent } from '../../events/index.js';
import { recordedEvent, STORED_COLUMNS, type StoredRow } from './stored-row.js';

/** Says of each event sent again whether it differs from the one that is stored at the position. */
export async function contentDiffers(
  connection: Connection,
  sent: readonly { position: number; event: LedgerEvent }[],
): Promise<boolean[]> {
  const found = await rows<StoredRow>(
    connection,
    `select ${STORED_COLUMNS} from ledger.events where position = any($1::bigint[])`,
    [[...new Set(sent.map(({ position }) => position))]],
  );
  const stored = new Map(found.map((row) => [row[0], recordedEvent(row)]));
  return sent.map(({ position, event }) => !sameContent(stored.get(position) as LedgerEvent, event));
}
