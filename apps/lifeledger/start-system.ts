import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessEntities, KeyService } from '../../libs/access/index.js';
import { type Configuration, ConfigurationError } from '../../libs/configuration/index.js';
import { createDataSource, migrate } from '../../libs/database/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { openEventStore } from '../../libs/event-store/index.js';
import { createHttpApp, Readiness } from '../../libs/http/index.js';
import { intakeEntities } from '../../libs/intake/index.js';
import { appModule } from './app.module.js';
import { provideBiAccess } from './bi-access.js';
import { addDashboard } from './dashboard.js';
import { checkFixedSettings } from './fixed-settings.js';
import { keepSecret, keptSecret } from './kept-secret.js';
import { Logger } from './logger.js';
import { addOpenApi } from './open-api.js';

/** The system, running in this process. */
export interface System {
  url: string;
  /** What was made at the very first start; undefined afterwards. */
  newAdminKey: string | undefined;
  /** Undefined on an outside PostgreSQL. */
  postgres: EmbeddedPostgres | undefined;
  /** Where BI tools connect, or what has to be done so that they can. */
  biAccess: string;
  stop(): Promise<void>;
}

/** Root of the project, from `dist/apps/lifeledger`. */
const PROJECT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/**
 * Starts everything in this process: PostgreSQL where none is configured, migrations, intake, projector, insights.
 * What was started before a failure is stopped again.
 * @throws ConfigurationError, EmbeddedPostgresError with a message for whoever starts it
 */
export async function startSystem(configuration: Configuration): Promise<System> {
  const logger = new Logger(configuration.logLevel);
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const undo of stops.splice(0).reverse()) await undo();
  };
  try {
    const postgres = configuration.databaseUrl
      ? undefined
      : await startEmbeddedPostgres({
          dataDir: configuration.dataDir,
          port: configuration.biPort,
          projectDir: PROJECT,
          log: (line) => logger.warn(line, 'PostgreSQL'),
        });
    if (postgres) stops.push(() => postgres.stop());

    const url = postgres?.url ?? (configuration.databaseUrl as string);
    const dataSource = createDataSource({
      url,
      entities: [...accessEntities, ...intakeEntities],
    });
    await dataSource.initialize().catch((error) => {
      throw configuration.databaseUrl
        ? new ConfigurationError(
            `DATABASE_URL does not lead to a PostgreSQL that can be used: ${error.message}`,
          )
        : error;
    });
    stops.push(() => dataSource.destroy());
    await migrate(dataSource);

    // The log has connections of its own: no question that takes long keeps a publisher waiting.
    const logSource = createDataSource({ url, poolSize: 6, applicationName: 'lifeledger log' });
    await logSource.initialize();
    stops.push(() => logSource.destroy());
    const log = await openEventStore(configuration.eventStoreUrl, logSource).catch((error) => {
      throw new ConfigurationError(`EVENT_STORE_URL ${error.message}`);
    });
    stops.push(() => log.close());
    const { store } = log;
    await checkFixedSettings(dataSource, store, configuration);
    const biAccess = await provideBiAccess(dataSource, postgres, configuration);
    const app = await createHttpApp(appModule({ dataSource, store, configuration }), {
      host: configuration.host,
      logger,
    });
    stops.push(() => app.close());
    addOpenApi(app);
    await addDashboard(app);
    app.get(Readiness).add('database', async () => {
      await dataSource.query('select 1');
    });
    // In PostgreSQL the log is where everything else is.
    if (configuration.eventStoreUrl) app.get(Readiness).add('log', log.ready);

    const newAdminKey = await app.get(KeyService).ensureAdminKey(configuration.adminKey);
    if (newAdminKey) await keepSecret(adminKeyFile(configuration.dataDir), newAdminKey);
    await app.listen(configuration.port, configuration.host).catch((error) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new ConfigurationError(
        `PORT ${configuration.port} is taken on ${configuration.host}: set PORT to a free one`,
      );
    });
    const { port } = app.getHttpServer().address() as AddressInfo;
    const host = configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host;
    return { url: `http://${host}:${port}`, newAdminKey, postgres, biAccess, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** Where the command line of this machine finds the key of its server. */
export function adminKeyFile(dataDir: string): string {
  return join(dataDir, 'admin-key');
}

/** A key with every scope for this system: the configured one, else the one made at the first start. */
export async function findAdminKey(
  { adminKey, dataDir }: Configuration,
  { newAdminKey }: Pick<System, 'newAdminKey'>,
): Promise<string> {
  return adminKey ?? newAdminKey ?? (await keptSecret(adminKeyFile(dataDir))) ?? '';
}
