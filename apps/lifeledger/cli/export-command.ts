import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Client } from '../../../libs/client/index.js';
import type { CommandContext } from './context.js';
import { counted } from './numbers.js';
import { startProgress } from './progress.js';
import type { Terminal } from './terminal.js';

interface ExportOptions {
  out?: string;
  from?: string;
}

const HELP = `
One CloudEvent on each line (NDJSON), in the order of the log, with position and recordedtime. Imported
into an empty system, it gives the same figures. A file is written aside and takes its name once whole.

Examples:
  lifeledger export --out ledger.ndjson.gz
  lifeledger export --from 120000 | jq .type
`;

const LINE_FEED = 10;

/** Adds `export` to the program. */
export function addExport(program: Command, { withServer, terminal }: CommandContext): void {
  program
    .command('export')
    .summary('write out the log')
    .description('Writes out the log as it is, as CloudEvents.')
    .option('--out <file>', 'file to write, gzipped if its name ends in .gz (default: standard output)')
    .option('--from <position>', 'position to begin at (default: the beginning)', position)
    .addHelpText('after', HELP)
    .action(({ out, from }: ExportOptions) =>
      withServer((client) =>
        out === undefined ? toStandardOutput(client, terminal, from) : toFile(client, terminal, out, from),
      ),
    );
}

function position(text: string): string {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('must be a position, such as 120000.');
  return text;
}

async function toStandardOutput(client: Client, { out }: Terminal, from?: string): Promise<void> {
  try {
    await pipeline(Readable.from(client.exportEvents(from)), out, { end: false });
  } catch (error) {
    // Whoever reads it has had enough: `lifeledger export | head`.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

async function toFile(client: Client, terminal: Terminal, out: string, from?: string): Promise<void> {
  const partial = `${out}.partial`;
  const progress = startProgress(terminal, 'export', '0 events');
  let events = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) events++;
      progress.update(0, counted(events, 'event'));
      done(null, chunk);
    },
  });
  try {
    // It holds what customers are known by: for its owner alone.
    const file: Writable = createWriteStream(partial, { mode: 0o600 });
    const source = Readable.from(client.exportEvents(from));
    await (out.endsWith('.gz') ? pipeline(source, count, createGzip(), file) : pipeline(source, count, file));
    await rename(partial, out);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    progress.stop();
  }
  terminal.err.write(`${counted(events, 'event')} written to ${out}\n`);
}
