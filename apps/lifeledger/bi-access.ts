import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { BI_READER, closeDatabase, letReaderIn, makeReader, readerExists } from '../../libs/bi/index.js';
import type { Configuration } from '../../libs/configuration/index.js';
import { createDataSource } from '../../libs/database/index.js';
import type { EmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { keptOrNewSecret } from './kept-secret.js';

/** Where the password of `bi_reader` is kept when none is configured. */
export function biPasswordFile(dataDir: string): string {
  return join(dataDir, 'bi-reader-password');
}

/**
 * Sees to it that BI tools can log in: makes the role `bi_reader` where that may be done, and lets it read `bi`.
 * @param dataSource the application's own connection, migrated
 * @returns one line for whoever starts the system: where BI tools connect, or what has to be run first
 */
export async function provideBiAccess(
  dataSource: DataSource,
  postgres: EmbeddedPostgres | undefined,
  { dataDir, databaseUrl, biReaderPassword }: Configuration,
): Promise<string> {
  let password = '';
  if (postgres) {
    if (biReaderPassword === undefined) password = `, password in ${biPasswordFile(dataDir)}`;
    const secret = biReaderPassword ?? (await keptOrNewSecret(biPasswordFile(dataDir)));
    await asSuperuser(postgres, async (superuser) => {
      await makeReader(superuser, secret);
      await closeDatabase(superuser);
    });
  } else if (biReaderPassword !== undefined) {
    const made = await madeWhereAllowed(dataSource, biReaderPassword);
    if (!made && !(await readerExists(dataSource))) {
      return `the user of DATABASE_URL may not create roles; ${WHAT_TO_RUN}`;
    }
    if (!made) password = ' (its password is as it was: the user of DATABASE_URL may not change it)';
  } else if (!(await readerExists(dataSource))) {
    return `nobody may log in yet: set BI_READER_PASSWORD; or ${WHAT_TO_RUN}`;
  }
  await letReaderIn(dataSource);

  const { hostname, port, pathname } = new URL(postgres?.url ?? (databaseUrl as string));
  const database = decodeURIComponent(pathname.slice(1));
  return `${hostname}:${port || 5432}, database ${database}, user ${BI_READER}${password}`;
}

async function madeWhereAllowed(dataSource: DataSource, password: string): Promise<boolean> {
  try {
    await makeReader(dataSource, password);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    return false;
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

const WHAT_TO_RUN = `as a superuser run: CREATE ROLE ${BI_READER} LOGIN PASSWORD '…' CONNECTION LIMIT 10; then start again`;

async function asSuperuser(
  { superuserUrl }: EmbeddedPostgres,
  work: (superuser: DataSource) => Promise<void>,
): Promise<void> {
  const superuser = createDataSource({ url: superuserUrl, poolSize: 1, applicationName: 'lifeledger roles' });
  await superuser.initialize();
  try {
    await work(superuser);
  } finally {
    await superuser.destroy();
  }
}
