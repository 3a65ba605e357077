import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { closeDatabase, letReaderIn, makeReader } from '../../libs/bi/index.js';
import type { Configuration } from '../../libs/configuration/index.js';
import { createDataSource } from '../../libs/database/index.js';
import type { EmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { keptOrNewSecret } from '../../libs/foundation/index.js';
import { biAddress } from '../projector/bi-access.js';

/** Where the password of `bi_reader` is kept when none is configured. */
export function biPasswordFile(dataDir: string): string {
  return join(dataDir, 'bi-reader-password');
}

/**
 * Makes the role `bi_reader` on the embedded PostgreSQL, shuts the database to everybody else, and lets it read `bi`.
 * @param dataSource the application's own connection, migrated
 * @returns one line for whoever starts the system: where BI tools connect
 */
export async function provideEmbeddedBiAccess(
  dataSource: DataSource,
  { url, superuserUrl }: EmbeddedPostgres,
  { dataDir, biReaderPassword }: Configuration,
): Promise<string> {
  const secret = biReaderPassword ?? (await keptOrNewSecret(biPasswordFile(dataDir)));
  const superuser = createDataSource({ url: superuserUrl, poolSize: 1, applicationName: 'lifeledger roles' });
  await superuser.initialize();
  try {
    await makeReader(superuser, secret);
    await closeDatabase(superuser);
  } finally {
    await superuser.destroy();
  }
  await letReaderIn(dataSource);
  const password = biReaderPassword === undefined ? `, password in ${biPasswordFile(dataDir)}` : '';
  return `${biAddress(url)}${password}`;
}
