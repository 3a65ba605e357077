import type { DataSource } from 'typeorm';
import { BI_READER, letReaderIn, makeReader, readerExists } from '../../libs/bi/index.js';
import type { Configuration } from '../../libs/configuration/index.js';

/**
 * Sees to it that BI tools can log in to an outside PostgreSQL: makes the role `bi_reader` where that may be done, and
 * lets it read `bi`.
 * @param dataSource the application's own connection, migrated
 * @returns one line for whoever starts the system: where BI tools connect, or what has to be run first
 */
export async function provideBiAccess(
  dataSource: DataSource,
  { databaseUrl, biReaderPassword }: Pick<Configuration, 'databaseUrl' | 'biReaderPassword'>,
): Promise<string> {
  let asItWas = '';
  if (biReaderPassword !== undefined) {
    const made = await madeWhereAllowed(dataSource, biReaderPassword);
    if (!made && !(await readerExists(dataSource))) {
      return `the user of DATABASE_URL may not create roles; ${WHAT_TO_RUN}`;
    }
    if (!made) asItWas = ' (its password is as it was: the user of DATABASE_URL may not change it)';
  } else if (!(await readerExists(dataSource))) {
    return `nobody may log in yet: set BI_READER_PASSWORD; or ${WHAT_TO_RUN}`;
  }
  await letReaderIn(dataSource);
  return `${biAddress(databaseUrl as string)}${asItWas}`;
}

/** Where BI tools connect, and as whom. */
export function biAddress(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}, database ${decodeURIComponent(pathname.slice(1))}, user ${BI_READER}`;
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
