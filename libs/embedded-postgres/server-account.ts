import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The system user PostgreSQL runs as. Without `uid` and `gid`: the user we are. */
export interface ServerAccount {
  name: string;
  uid?: number;
  gid?: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * PostgreSQL refuses to run as root: `postgres` in root's stead, else `nobody`.
 * @throws EmbeddedPostgresError where the system has neither
 */
export async function accountInRootsStead(): Promise<ServerAccount> {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([id('-u', name), id('-g', name)]);
    if (uid && gid) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and there is no user postgres or nobody to run it as: ' +
      'start as an ordinary user, or set DATABASE_URL',
  );
}

/** The user a file or folder belongs to. */
export async function accountOwning(path: string): Promise<ServerAccount> {
  const { uid, gid } = await stat(path);
  return { name: (await id('-nu', String(uid))) ?? `of id ${uid}`, uid, gid };
}

async function id(option: string, user: string): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('id', [option, user])).stdout.trim();
  } catch {
    return undefined; // no such user
  }
}
