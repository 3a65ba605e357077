/** Stops the PostgreSQL that global-setup.mjs started, if it did, and removes its folder. */
import { rm } from 'node:fs/promises';

export default async function stopTestPostgres() {
  const started = globalThis.lifeledgerTestPostgres;
  if (!started) return;
  await started.postgres.stop();
  await rm(started.folder, { recursive: true, force: true });
}
