import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The secret in a file; undefined where there is none. */
export async function keptSecret(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() || undefined;
}

/** Keeps a secret in a file that its owner alone may read. */
export async function keepSecret(file: string, secret: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  await chmod(file, 0o600); // whatever the mode of a file that was there before
}

/** The secret in a file, made where there is none: 256 bits, safe in a URL. */
export async function keptOrNewSecret(file: string): Promise<string> {
  const kept = await keptSecret(file);
  if (kept) return kept;
  const secret = randomBytes(32).toString('base64url');
  await keepSecret(file, secret);
  return secret;
}
