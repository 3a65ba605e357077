import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FileStanding } from '../../../../libs/import-formats/index.js';
import type { ImportStanding } from './import-events.js';

/** How far an import of one file had come, should it be interrupted. */
export interface Checkpoint {
  /** The file as it was then: another size or time, and it is another file. */
  file: FileStanding;
  standing: ImportStanding;
}

/**
 * Where the checkpoint of an import is kept: in the data directory, since the file's own folder may not be ours to
 * write in. One for each file, way of reading it, and server.
 * @param reading what else makes it this import and no other
 */
export function checkpointPath(dataDir: string, file: string, reading: unknown): string {
  const name = createHash('sha256')
    .update(JSON.stringify([resolve(file), reading]))
    .digest('hex');
  return join(dataDir, 'imports', `${name.slice(0, 32)}.json`);
}

/** The checkpoint there; undefined where there is none, or none of this file as it is now. */
export async function readCheckpoint(path: string, file: FileStanding): Promise<Checkpoint | undefined> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Checkpoint;
    const same = found.file.size === file.size && found.file.modified === file.modified;
    return same && found.standing.tally.read > 0 ? found : undefined;
  } catch {
    // Absent, or half written by a process that died: then the import begins at the beginning, which is safe.
    return undefined;
  }
}

/** Keeps a checkpoint, in place of the one before. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify(checkpoint), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true });
}
