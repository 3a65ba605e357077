// Writes the pages of docs/ that are made from the code: npm run docs
import 'reflect-metadata';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { referencePages } from './reference/pages.js';

/** Run from the project's folder, as npm does. */
const DOCS = join(process.cwd(), 'docs');

const pages = referencePages();
for (const [path, text] of pages) {
  await mkdir(dirname(join(DOCS, path)), { recursive: true });
  await writeFile(join(DOCS, path), text);
}
for (const name of await readdir(join(DOCS, 'metrics'))) {
  if (!pages.has(`metrics/${name}`)) await rm(join(DOCS, 'metrics', name));
}
process.stdout.write(`${pages.size} pages written to ${DOCS}\n`);
