import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogue } from '../../../libs/events/index.js';
import { metrics } from '../../../libs/metrics/index.js';
import { table } from './markdown.js';
import { referencePages } from './pages.js';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs');

test('the pages in docs/ are those the code makes (else: npm run docs)', async () => {
  const pages = referencePages();
  for (const [path, text] of pages) {
    expect({ path, text: await readFile(join(DOCS, path), 'utf8') }).toEqual({ path, text });
  }
  const inFolder = (await readdir(join(DOCS, 'metrics'))).map((name) => `metrics/${name}`);
  expect(inFolder.sort()).toEqual([...pages.keys()].filter((path) => path.startsWith('metrics/')).sort());
});

test('every event type, field and example is on the page of events', () => {
  const text = referencePages().get('events.md') as string;
  for (const { type, fields, example } of catalogue) {
    expect(text).toContain(`### ${type}\n`);
    expect(text).toContain(JSON.stringify(example, null, 2));
    for (const { name, description } of fields) {
      expect(text).toContain(`| \`${name}\` |`);
      expect(text).toContain(description);
    }
  }
  expect(text).toContain('| `about.contactId` | optional |');
  expect(text).toContain('| `comment` | optional, personal |');
});

test('every metric has a page with its columns, and is in the index', () => {
  const pages = referencePages();
  for (const { name, columns, source } of metrics.values()) {
    expect(pages.get('metrics/README.md')).toContain(`](${name}.md)`);
    for (const column of columns) expect(pages.get(`metrics/${name}.md`)).toContain(`| \`${column.name}\` |`);
    expect(pages.get(`metrics/${name}.md`)).toContain(source);
  }
  expect(pages.get('metrics/churn.md')).toContain('| `window` | Days of 24 hours. | `90` |');
  expect(pages.get('metrics/ltv.md')).not.toContain('| `grain` |');
});

test('links to the sections of the page lead to sections', () => {
  const text = referencePages().get('events.md') as string;
  const sections = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replace(/ /g, '-'),
  );
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
  expect(links.length).toBe(catalogue.length);
  for (const link of links) expect(sections).toContain(link);
});

test('a cell keeps its row: bars and line breaks', () => {
  expect(table(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |');
});
