import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Configuration, ConfigurationError } from '../configuration/index.js';
import { createHttpApp, Prometheus, Readiness } from '../http/index.js';
import { Logger } from './logger.js';
import { openStores } from './open-stores.js';
import { type Service, serviceModule } from './service.js';
import { Undo } from './undo.js';

/** A service that runs in this process. */
export interface RunningService {
  url: string;
  /** What it has to say to whoever starts it. */
  lines: string[];
  /** Finishes what is under way, and lets everything go. */
  stop(): Promise<void>;
}

/**
 * Starts a service on stores that are there: opens them, brings their tables up to date, and listens. What was started
 * before a failure is stopped again.
 * @throws ConfigurationError with a message for whoever starts it
 */
export async function startService(service: Service, configuration: Configuration): Promise<RunningService> {
  const undo = new Undo();
  try {
    const stores = await openStores(service, configuration);
    undo.add(stores.close);
    const app = await createHttpApp(serviceModule(service, stores.foundation), {
      host: configuration.host,
      logger: new Logger(configuration.logLevel),
    });
    undo.add(() => app.close());
    app.get(Prometheus).registry.setDefaultLabels({ service: service.name });
    for (const [name, check] of stores.checks) app.get(Readiness).add(name, check);
    const lines = (await service.prepare?.(app, stores.foundation)) ?? [];
    return { url: await listen(app, configuration), lines, stop: () => undo.all() };
  } catch (error) {
    await undo.all().catch(() => undefined);
    throw error;
  }
}

/** @returns where it listens */
async function listen(app: NestFastifyApplication, { host, port: wanted }: Configuration): Promise<string> {
  await app.listen(wanted, host).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new ConfigurationError(`PORT ${wanted} is taken on ${host}: set PORT to a free one`);
  });
  const { port } = app.getHttpServer().address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
