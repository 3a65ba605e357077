import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Configuration } from '../../libs/configuration/index.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/embedded-postgres/index.js';
import { Logger, startService, Undo } from '../../libs/foundation/index.js';
import { provideAdminKey } from '../insights/admin-key.js';
import { addDashboard } from '../insights/dashboard.js';
import { addOpenApi } from '../insights/open-api.js';
import { provideBiAccess } from '../projector/bi-access.js';
import { allInOne } from './all-in-one.js';
import { provideEmbeddedBiAccess } from './bi-access.js';

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
  const undo = new Undo();
  try {
    const postgres = configuration.databaseUrl ? undefined : await startPostgres(configuration);
    if (postgres) undo.add(() => postgres.stop());
    let newAdminKey: string | undefined;
    let biAccess = '';
    const service = await startService(
      {
        ...allInOne,
        prepare: async (app, { dataSource }) => {
          addOpenApi(app);
          await addDashboard(app);
          biAccess = postgres
            ? await provideEmbeddedBiAccess(dataSource, postgres, configuration)
            : await provideBiAccess(dataSource, configuration);
          newAdminKey = await provideAdminKey(app, configuration);
          return [];
        },
      },
      postgres ? { ...configuration, databaseUrl: postgres.url } : configuration,
    );
    undo.add(service.stop);
    return { url: service.url, newAdminKey, postgres, biAccess, stop: () => undo.all() };
  } catch (error) {
    await undo.all().catch(() => undefined);
    throw error;
  }
}

function startPostgres({ dataDir, biPort, logLevel }: Configuration): Promise<EmbeddedPostgres> {
  const logger = new Logger(logLevel);
  return startEmbeddedPostgres({
    dataDir,
    port: biPort,
    projectDir: PROJECT,
    log: (line) => logger.warn(line, 'PostgreSQL'),
  });
}
