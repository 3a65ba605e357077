import { Client } from '../../libs/client/index.js';
import { ConfigurationError, readConfiguration } from '../../libs/configuration/index.js';
import { EmbeddedPostgresError } from '../../libs/embedded-postgres/index.js';
import { keepSecret, stopSignal } from '../../libs/foundation/index.js';
import { adminKeyFile, findAdminKey } from '../insights/admin-key.js';
import { loadDemonstration } from './cli/load-demonstration.js';
import { PATIENCE } from './cli/program.js';
import { processTerminal } from './cli/terminal.js';
import { signInLink, signInLinkFile } from './sign-in-link.js';
import { startSystem } from './start-system.js';

/**
 * `lifeledger start`: runs until SIGINT or SIGTERM, then stops cleanly.
 * @param demo whether to load the demonstration data once it runs; without it the system runs all the same
 */
export async function start({ demo }: { demo?: boolean } = {}): Promise<void> {
  const configuration = readConfiguration(process.env);
  const stopped = stopSignal();
  const system = await startSystem(configuration).catch((error) => {
    throw error instanceof ConfigurationError || error instanceof EmbeddedPostgresError
      ? new Error(error.message)
      : error;
  });
  const { url, newAdminKey, postgres, biAccess } = system;
  const lines = [
    ...(postgres?.notes ?? []),
    '',
    `Lifeledger runs at ${url}`,
    `  dashboard          ${url}/`,
    `  API documentation  ${url}/docs`,
    `  health             ${url}/health/ready`,
    `  BI tools           ${biAccess}`,
  ];
  const link = newAdminKey && (await makeSignInLink(url, newAdminKey));
  if (link && process.stdout.isTTY) {
    lines.push(
      '',
      `  sign in            ${link}`,
      '  good once, within the hour; `lifeledger keys link` makes another',
      `  admin key          ${newAdminKey}`,
      '  shown this once; the command line reads it from',
    );
    lines.push(`  ${adminKeyFile(configuration.dataDir)} (mode 0600)`);
  } else if (link) {
    await keepSecret(signInLinkFile(configuration.dataDir), link);
    lines.push(
      `  admin key          in ${adminKeyFile(configuration.dataDir)} (mode 0600)`,
      `  link to sign in    in ${signInLinkFile(configuration.dataDir)} (mode 0600), good once, within the hour`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
  if (demo) {
    const stop = new AbortController();
    void stopped.then(() => stop.abort());
    const client = new Client({ url, key: (await findAdminKey(configuration, newAdminKey)) || undefined });
    await loadDemonstration({
      client,
      terminal: processTerminal,
      patience: PATIENCE,
      signal: stop.signal,
    }).catch((error: Error) => {
      process.stderr.write(
        `error: the demonstration data is not loaded: ${error.message}; lifeledger demo goes on with it\n`,
      );
    });
  }
  await stopped;
  process.stdout.write('stopping …\n');
  await system.stop();
}

/** A link that signs a browser in with a key. */
async function makeSignInLink(url: string, key: string): Promise<string> {
  const { token } = await new Client({ url, key }).makeSignInLink();
  return signInLink(url, token);
}
