import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeyService } from '../../libs/access/index.js';
import type { Configuration } from '../../libs/configuration/index.js';
import { keepSecret, keptSecret } from '../../libs/foundation/index.js';

/** Where the command line of this machine finds the key of its server. */
export function adminKeyFile(dataDir: string): string {
  return join(dataDir, 'admin-key');
}

/**
 * Sees to it that there is a key with every scope: the configured one, else one made at the very first start and kept in
 * the data directory.
 * @returns the key when it was made just now
 */
export async function provideAdminKey(
  app: NestFastifyApplication,
  { adminKey, dataDir }: Configuration,
): Promise<string | undefined> {
  const made = await app.get(KeyService).ensureAdminKey(adminKey);
  if (made) await keepSecret(adminKeyFile(dataDir), made);
  return made;
}

/** A key with every scope for this system: the configured one, else the one made at the first start. */
export async function findAdminKey(
  { adminKey, dataDir }: Configuration,
  made: string | undefined,
): Promise<string> {
  return adminKey ?? made ?? (await keptSecret(adminKeyFile(dataDir))) ?? '';
}
