import { type Configuration, ConfigurationError } from '../configuration/index.js';
import { createDataSource, migrate } from '../database/index.js';
import { openEventStore } from '../event-store/index.js';
import type { ReadinessCheck } from '../http/index.js';
import { checkFixedSettings } from './fixed-settings.js';
import type { Foundation } from './foundation.js';
import type { Service } from './service.js';
import { Undo } from './undo.js';

export interface OpenedStores {
  foundation: Foundation;
  /** That they answer, by name. */
  checks: Map<string, ReadinessCheck>;
  close(): Promise<void>;
}

/**
 * Connects to PostgreSQL and to the log, with migrations done; processes that start together take turns at these.
 * @throws ConfigurationError where a URL is missing or leads nowhere, or the log was begun under other settings
 */
export async function openStores(
  { name, entities }: Pick<Service, 'name' | 'entities'>,
  configuration: Configuration,
): Promise<OpenedStores> {
  const { databaseUrl: url, eventStoreUrl } = configuration;
  if (url === undefined) {
    throw new ConfigurationError(
      `DATABASE_URL is not set: ${name} needs a PostgreSQL that it shares with the other services, such as ` +
        'postgresql://user:password@host:5432/database',
    );
  }
  const undo = new Undo();
  try {
    const dataSource = createDataSource({
      url,
      entities: [...entities],
      applicationName: `lifeledger ${name}`,
    });
    await dataSource.initialize().catch((error) => {
      throw new ConfigurationError(
        `DATABASE_URL does not lead to a PostgreSQL that can be used: ${error.message}`,
      );
    });
    undo.add(() => dataSource.destroy());
    await migrate(dataSource);

    // The log has connections of its own: no question that takes long keeps a publisher waiting.
    const logSource = createDataSource({ url, poolSize: 6, applicationName: `lifeledger ${name} log` });
    await logSource.initialize();
    undo.add(() => logSource.destroy());
    const log = await openEventStore(eventStoreUrl, logSource).catch((error) => {
      throw new ConfigurationError(`EVENT_STORE_URL ${error.message}`);
    });
    undo.add(() => log.close());
    await checkFixedSettings(dataSource, log.store, configuration);

    const checks = new Map<string, ReadinessCheck>();
    checks.set('database', async () => {
      await dataSource.query('select 1');
    });
    // In PostgreSQL the log is where everything else is.
    if (eventStoreUrl) checks.set('log', log.ready);
    const foundation = { dataSource, store: log.store, configuration };
    return { foundation, checks, close: () => undo.all() };
  } catch (error) {
    await undo.all().catch(() => undefined);
    throw error;
  }
}
