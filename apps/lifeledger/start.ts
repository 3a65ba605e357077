import { ConfigurationError, readConfiguration } from '../../libs/configuration/index.js';
import { EmbeddedPostgresError } from '../../libs/embedded-postgres/index.js';
import { adminKeyFile, startSystem } from './start-system.js';

/** `lifeledger start`: runs until SIGINT or SIGTERM, then stops cleanly. */
export async function start(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const system = await startSystem(configuration).catch((error) => {
    throw error instanceof ConfigurationError || error instanceof EmbeddedPostgresError
      ? new Error(error.message)
      : error;
  });
  const { url, newAdminKey, postgres } = system;
  const lines = [
    ...(postgres?.notes ?? []),
    '',
    `Lifeledger runs at ${url}`,
    `  API documentation  ${url}/docs`,
    `  health             ${url}/health/ready`,
    ...(postgres ? [`  PostgreSQL         127.0.0.1:${postgres.port}, database lifeledger`] : []),
  ];
  if (newAdminKey && process.stdout.isTTY) {
    lines.push(
      '',
      `  admin key          ${newAdminKey}`,
      '  shown this once; the command line reads it from',
    );
    lines.push(`  ${adminKeyFile(configuration.dataDir)} (mode 0600)`);
  } else if (newAdminKey) {
    lines.push(`  admin key          in ${adminKeyFile(configuration.dataDir)} (mode 0600)`);
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
  await stopped;
  process.stdout.write('stopping …\n');
  await system.stop();
}
