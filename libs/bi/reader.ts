import type { DataSource } from 'typeorm';
import { literal } from './sql-text.js';
import { TAKE_TURN } from './turn.js';

/** The role that BI tools log in as. */
export const BI_READER = 'bi_reader';

/** Sessions at a time, of the server's hundred. */
const CONNECTIONS = 10;

/** What a session of it begins with; a session may change these for itself, never what it may read. */
const SETTINGS: Readonly<Record<string, string>> = {
  default_transaction_read_only: 'on',
  search_path: 'bi',
  statement_timeout: '5min',
  // An open transaction holds back the clearing away of superseded tables.
  idle_in_transaction_session_timeout: '1min',
  lock_timeout: '10s',
  // One core per query, the others are the system's.
  max_parallel_workers_per_gather: '0',
};

/** Other processes that start on the same server change the same role at the same moment. */
const CONCURRENT = new Set(['42710', '23505', 'XX000']);

/**
 * Sees to it that the role exists with this password and its limits.
 * @param dataSource a connection that may create roles
 * @throws the database's insufficient_privilege, 42501, where it may not
 */
export async function makeReader(dataSource: DataSource, password: string): Promise<void> {
  const settings = Object.entries(SETTINGS)
    .map(([name, value]) => `alter role ${BI_READER} set ${name} = ${literal(value)};`)
    .join('\n');
  for (let attempt = 1; ; attempt++) {
    try {
      const verb = (await readerExists(dataSource)) ? 'alter' : 'create';
      await dataSource.query(
        `${verb} role ${BI_READER} login connection limit ${CONNECTIONS} password ${literal(password)};\n${settings}`,
      );
      return;
    } catch (error) {
      if (attempt === 5 || !CONCURRENT.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}

export async function readerExists(dataSource: DataSource): Promise<boolean> {
  const [{ exists }] = await dataSource.query(
    'select exists (select from pg_roles where rolname = $1) as exists',
    [BI_READER],
  );
  return exists;
}

/**
 * Lets the role read `bi`, all there is and all there will be. The views run with their owner's rights, so that it
 * needs none beneath them.
 * @param dataSource the connection that owns the schema
 */
export async function letReaderIn(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    ${TAKE_TURN};
    grant usage on schema bi to ${BI_READER};
    grant select on all tables in schema bi to ${BI_READER};
    alter default privileges in schema bi grant select on tables to ${BI_READER};`);
}

/**
 * Takes from everybody but the owner what PostgreSQL gives to all roles on a database: temporary tables, objects in
 * `public`, large objects, and the advisory locks that the log's writers take turns by.
 * @param superuser a superuser's connection to a database that is ours alone
 */
export async function closeDatabase(superuser: DataSource): Promise<void> {
  await superuser.query(`
    do $$
    declare
      owner name := (select pg_get_userbyid(datdba) from pg_database where datname = current_database());
      taken regprocedure;
    begin
      execute format('revoke all on database %I from public', current_database());
      execute format('grant connect on database %I to ${BI_READER}', current_database());
      revoke create on schema public from public;
      for taken in
        select oid from pg_proc
        where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^(lo_|pg_(try_)?advisory_)'
          and has_function_privilege('public', oid, 'execute')
      loop
        execute format('revoke execute on function %s from public', taken);
        execute format('grant execute on function %s to %I', taken, owner);
      end loop;
    end $$`);
}
