import { readdir } from 'node:fs/promises';
import type { Metric } from './metric.js';

/** Every metric there is: each folder beside this file is one. */
export const metrics: ReadonlyMap<string, Metric> = await load();

async function load(): Promise<Map<string, Metric>> {
  const found: Metric[] = [];
  for (const entry of await readdir(import.meta.dirname, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = (await import(`./${entry.name}/index.js`)) as { metric: Metric };
    found.push(folder.metric);
  }
  return new Map(found.sort((a, b) => (a.name < b.name ? -1 : 1)).map((metric) => [metric.name, metric]));
}
