import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * A file of the data shared between projects: in the folder LIFELEDGER_SHARED, by default `../shared` beside the
 * project. A clone of the project alone does without; where CI is set, nothing is left out unnoticed.
 * @param name path within that folder, such as `data/study.json`
 * @returns its absolute path; undefined where it is not there
 * @throws where it is not there and CI is set
 */
export function sharedFile(name: string): string | undefined {
  const path = resolve(process.env.LIFELEDGER_SHARED ?? '../shared', name);
  if (existsSync(path)) return path;
  if (process.env.CI === undefined) return undefined;
  throw new Error(
    `There is no ${path}, which tests read wherever CI is set. LIFELEDGER_SHARED names the folder of ${name} ` +
      '(default: ../shared). Unset CI to test without it.',
  );
}
