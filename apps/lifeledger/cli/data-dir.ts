import { resolve } from 'node:path';

/** The data directory, absolute: LIFELEDGER_DATA_DIR, by default `.lifeledger` in the working directory. */
export function dataDir(env: NodeJS.ProcessEnv): string {
  return resolve(env.LIFELEDGER_DATA_DIR || '.lifeledger');
}
