/**
 * One PostgreSQL for the whole test run: the server named by TEST_POSTGRES_URL (a superuser's URL), else a
 * throwaway embedded one in a temporary folder. It need not outlive a power cut, so it does not wait for the disk;
 * a test of durability starts a server of its own.
 */
import './typescript.mjs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export default async function startTestPostgres() {
  if (process.env.TEST_POSTGRES_URL) return;
  const { startEmbeddedPostgres } = await import('../../libs/embedded-postgres/index.ts');
  const folder = await mkdtemp(join(tmpdir(), 'lifeledger-test-'));
  await chmod(folder, 0o755); // as root, PostgreSQL runs as another user, who must be let in
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    port: 0,
    projectDir: fileURLToPath(new URL('../..', import.meta.url)),
    rootBaseDir: join(folder, 'base'),
    log: (line) => console.error(line),
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  process.env.TEST_POSTGRES_URL = postgres.superuserUrl;
  globalThis.lifeledgerTestPostgres = { postgres, folder };
}
