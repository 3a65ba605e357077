import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * A file of the data shared between projects: in the folder LIFELEDGER_SHARED, by default `../shared` beside the
 * project.
 * @param name path within that folder, such as `data/study.json`
 * @returns its absolute path; undefined where it is not there
 */
export function sharedFile(name: string): string | undefined {
  const path = resolve(process.env.LIFELEDGER_SHARED ?? '../shared', name);
  return existsSync(path) ? path : undefined;
}
