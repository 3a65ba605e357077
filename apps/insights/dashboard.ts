import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addSite } from '../../libs/http/index.js';

/** The dashboard at `/`, as `npm run build` has made it. */
export function addDashboard(app: NestFastifyApplication): Promise<void> {
  return addSite(app, {
    folder: join(projectFolder(), 'apps', 'dashboard', 'dist'),
    missing: 'The dashboard is not built yet: run npm run build. The API is described at /docs.',
  });
}

/** Holds package.json, above this file: it runs from the sources and from `dist`. */
function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
