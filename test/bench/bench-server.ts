import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { accessEntities } from '../../libs/access/index.js';
import { createDataSource, migrate } from '../../libs/database/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { intakeEntities } from '../../libs/intake/index.js';

/** A PostgreSQL as `npm start` runs it, durable, in a folder of its own, with fresh databases on it. */
export class BenchServer {
  private count = 0;

  private constructor(
    private readonly postgres: EmbeddedPostgres,
    private readonly folder: string,
    private readonly keep: boolean,
  ) {}

  /** @param kept a folder that outlasts the run; left out, one that goes with it */
  static async start(kept?: string): Promise<BenchServer> {
    const folder = kept ?? (await mkdtemp(join(tmpdir(), 'lifeledger-bench-')));
    const postgres = await startEmbeddedPostgres({
      dataDir: folder,
      port: 0,
      projectDir: process.cwd(),
      log: () => undefined,
    });
    return new BenchServer(postgres, folder, kept !== undefined);
  }

  /** The database that `npm start` uses on this folder: what is loaded into it is there to be started on. */
  async own(): Promise<{ url: string; dataSource: DataSource }> {
    const { url } = this.postgres;
    return { url, dataSource: await migrated(url) };
  }

  /** A migrated database of its own. */
  async fresh(): Promise<{ url: string; dataSource: DataSource; drop(): Promise<void> }> {
    const name = `bench_${++this.count}`;
    await this.asSuperuser(`create database ${name}`);
    const url = this.urlOf(name);
    const dataSource = await migrated(url);
    return {
      url,
      dataSource,
      drop: async () => {
        if (dataSource.isInitialized) await dataSource.destroy();
        await this.asSuperuser(`drop database ${name} with (force)`);
        await this.asSuperuser('checkpoint');
      },
    };
  }

  async stop(): Promise<void> {
    await this.postgres.stop();
    if (!this.keep) await rm(this.folder, { recursive: true, force: true });
  }

  private urlOf(database: string): string {
    const url = new URL(this.postgres.superuserUrl);
    url.pathname = `/${database}`;
    return url.toString();
  }

  private async asSuperuser(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.urlOf('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}

async function migrated(url: string): Promise<DataSource> {
  const dataSource = createDataSource({
    url,
    entities: [...accessEntities, ...intakeEntities],
    poolSize: 20,
  });
  await dataSource.initialize();
  await migrate(dataSource);
  return dataSource;
}
