import { DataSource, type EntitySchema } from 'typeorm';
import { migrations } from './migrations/index.js';

export interface DataSourceOptions {
  url: string;
  /** Entities of the rooms that this process composes. */
  entities?: (EntitySchema | (new () => object))[];
  /** Most connections this process opens; default 12. */
  poolSize?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
}

/**
 * The one door to PostgreSQL. Sessions run in UTC, so that times read as text are UTC.
 * The caller initializes it and runs its migrations: `await dataSource.initialize()`, `await migrate(dataSource)`.
 */
export function createDataSource({ url, entities = [], poolSize = 12, applicationName }: DataSourceOptions) {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    migrations,
    migrationsTableName: 'lifeledger_migrations',
    migrationsTransactionMode: 'each',
    poolSize,
    applicationName: applicationName ?? 'lifeledger',
    extra: { options: '-c TimeZone=UTC -c DateStyle=ISO,MDY -c IntervalStyle=postgres' },
    poolErrorHandler: () => {
      // An idle connection died (the server restarted); the pool opens another when one is asked for.
    },
  });
}

const MIGRATION_LOCK = 71_226_001;

/** Runs what migrations are missing; processes that start together take turns. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations();
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.release();
  }
}
