import { randomBytes } from 'node:crypto';
import { chmod, chown, readFile, writeFile } from 'node:fs/promises';
import type { ServerAccount } from './server-account.js';

/** A random password, safe in a URL: 256 bits. */
export const randomPassword = (): string => randomBytes(32).toString('base64url');

/** The secret kept in a file; undefined where there is none. */
export async function readSecret(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Keeps a secret in a file that its owner alone may read: we, or the account given. */
export async function writeSecret(path: string, secret: string, owner?: ServerAccount): Promise<void> {
  await writeFile(path, '', { mode: 0o600 });
  await chmod(path, 0o600); // whatever the mode of a file that was there before
  if (owner?.uid !== undefined) await chown(path, owner.uid, owner.gid!);
  await writeFile(path, `${secret}\n`);
}
