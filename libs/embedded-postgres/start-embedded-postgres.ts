import { constants, existsSync } from 'node:fs';
import { access, mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { APPLICATION, connectionUrl, provideApplicationDatabase } from './application-database.js';
import { createCluster } from './create-cluster.js';
import { ownDataDirectory } from './data-directory-owner.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { stopOrphan } from './orphan.js';
import { type Placement, placeCluster } from './placement.js';
import { findPort } from './port.js';
import { randomPassword, readSecret, writeSecret } from './secret-file.js';
import { launchServer } from './server-process.js';
import { serverSettings } from './server-settings.js';
import { supervise } from './supervise.js';

export interface EmbeddedPostgresOptions {
  /** Folder for the data; made where it is missing. */
  dataDir: string;
  /** TCP port on 127.0.0.1; 0 for any that is free. */
  port: number;
  /** Root of the project; names the folder of data that has to live elsewhere. */
  projectDir: string;
  /** Gets a line, without its end, for what an operator should know while the server runs. */
  log: (line: string) => void;
  /** Settings of postgresql.conf, over the defaults of server-settings.ts. */
  settings?: Record<string, string>;
  /** Where binaries and data live when PostgreSQL's user cannot reach them, started as root. */
  rootBaseDir?: string;
}

export interface EmbeddedPostgres {
  /** For the application: a role that owns the database `lifeledger` and may do nothing beside. */
  url: string;
  /** For making roles and databases: the superuser, on the database `lifeledger`. */
  superuserUrl: string;
  port: number;
  /** What the person who started it should be told, such as where the data is. */
  notes: string[];
  /** Shuts down fast and cleanly; resolves when the server has ended and the data directory is free. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of our own on a data directory, made at the first start. Should the server die, it is started
 * again; should this process die, the server is stopped, at the latest by the next start.
 *
 * Signals are the caller's: call `stop` on the way out.
 * @throws EmbeddedPostgresError in words for whoever started it: data directory in use, port taken, …
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = await openDataDirectory(options.dataDir);
  const release = await ownDataDirectory(dataDir);
  try {
    const { rootBaseDir = '/var/lib/lifeledger' } = options;
    const placement = await placeCluster(dataDir, options.projectDir, rootBaseDir);
    const { port, stop } = await runServer(placement, options);
    const password = await applicationPassword(placement);
    const superuserPassword = (await readSecret(superuserSecret(placement)))!;
    const urlAsSuperuser = (database: string) => connectionUrl('postgres', superuserPassword, port, database);
    try {
      await provideApplicationDatabase(urlAsSuperuser('postgres'), password);
    } catch (error) {
      await stop();
      throw error;
    }
    let stopped: Promise<void> | undefined;
    return {
      url: connectionUrl(APPLICATION, password, port, APPLICATION),
      superuserUrl: urlAsSuperuser(APPLICATION),
      port,
      notes: placement.notes,
      stop: () => (stopped ??= stop().finally(release)),
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** @returns the folder's true path, by which it is known whatever links lead to it */
async function openDataDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `data directory ${dataDir} cannot be used (${(cause as Error).message}); set LIFELEDGER_DATA_DIR`,
      { cause },
    );
  }
}

const superuserSecret = ({ clusterDir }: Placement) =>
  join(dirname(clusterDir), 'postgres-superuser-password');
const applicationSecret = ({ clusterDir }: Placement) => join(dirname(clusterDir), 'postgres-password');

async function runServer(placement: Placement, options: EmbeddedPostgresOptions) {
  await stopOrphan(placement.clusterDir, options.log); // first: it would hold the port
  const port = await findPort(options.port);
  const settings = serverSettings(port, options.settings);
  if (!existsSync(placement.clusterDir)) {
    const password = randomPassword();
    await writeSecret(superuserSecret(placement), password);
    await createCluster(placement, password, settings.fsync !== 'off');
  } else if (!(await readSecret(superuserSecret(placement)))) {
    throw new EmbeddedPostgresError(
      `${superuserSecret(placement)} is missing, the password to the data in ${placement.clusterDir}: restore it`,
    );
  }
  return { port, stop: await supervise(() => launchServer(placement, settings, options.log), options.log) };
}

async function applicationPassword(placement: Placement): Promise<string> {
  const kept = await readSecret(applicationSecret(placement));
  if (kept) return kept;
  const password = randomPassword();
  await writeSecret(applicationSecret(placement), password);
  return password;
}
