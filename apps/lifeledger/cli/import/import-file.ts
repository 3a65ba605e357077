import type { Client } from '../../../../libs/client/index.js';
import {
  type ColumnMap,
  type Entry,
  type FileStanding,
  type Format,
  fileStanding,
  ImportFormatError,
  type Input,
  isJsonArray,
  openInput,
  readCdnow,
  readCloudEvents,
  readCsv,
} from '../../../../libs/import-formats/index.js';
import { CommandFailed } from '../errors.js';
import { counted, grouped } from '../numbers.js';
import { type Progress, startProgress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { type Checkpoint, readCheckpoint, removeCheckpoint, writeCheckpoint } from './checkpoint.js';
import { type ImportStanding, importEvents } from './import-events.js';
import { type Patience, sendPatiently } from './send-patiently.js';
import { emptyTally, summary } from './tally.js';

/** A file, and how to read it. */
export interface Reading {
  /** Path, or `-` for standard input. */
  file: string;
  format: Format;
  /** For csv. */
  map?: ColumnMap;
  delimiter?: string;
}

export interface ImportFileOptions {
  client: Client;
  terminal: Terminal;
  patience: Patience;
  /** Where to keep how far it has come. */
  checkpointPath: string;
}

/** Milliseconds between two writings of the checkpoint. */
const CHECKPOINT_EVERY = 1_000;

/**
 * Imports a file that has been opened, from where an interrupted import of it left off, and prints the summary.
 * @throws CommandFailed when something was rejected; what stopped the import, otherwise
 */
export async function importFile(reading: Reading, input: Input, options: ImportFileOptions): Promise<void> {
  const { client, terminal, patience, checkpointPath } = options;
  const file = reading.file === '-' ? undefined : await fileStanding(reading.file);
  const standing = file
    ? await standingBefore(reading, file, options)
    : { tally: emptyTally(), lastStored: -1 };

  const progress = startProgress(terminal, 'import', counted(standing.tally.read, 'event'), file?.size);
  const checkpoints = file && keepCheckpoints(checkpointPath, file);
  const { tally } = standing;
  const show = () => progress.update(input.bytesRead(), counted(tally.read, 'event'));
  try {
    show();
    const entries = read(reading, input);
    const onSettled = () => {
      show();
      checkpoints?.save(standing);
    };
    await importEvents(entries, standing, { client, patience, note: progress.note, onSettled });
    show();
    await checkpoints?.remove();
  } catch (error) {
    await checkpoints?.keep(standing);
    sayHowToGoOn(progress, standing, Boolean(file));
    throw error instanceof ImportFormatError ? new CommandFailed(`${reading.file}: ${error.message}`) : error;
  } finally {
    progress.stop();
  }
  terminal.out.write(summary(tally, unitOf(reading, input)));
  if (tally.rejected > 0) throw new CommandFailed(`${counted(tally.rejected, 'event')} rejected`);
}

function read({ format, map, delimiter }: Reading, { chunks, start }: Input): AsyncGenerator<Entry> {
  if (format === 'cdnow') return readCdnow(chunks);
  if (format === 'csv') return readCsv(chunks, { map: map!, delimiter });
  return readCloudEvents(chunks, start);
}

function unitOf({ format }: Reading, { start }: Input): string {
  return format === 'cloudevents' && isJsonArray(start) ? 'element' : 'line';
}

async function standingBefore(
  reading: Reading,
  file: FileStanding,
  options: ImportFileOptions,
): Promise<ImportStanding> {
  const { err } = options.terminal;
  const found = await readCheckpoint(options.checkpointPath, file);
  if (!found) return { tally: emptyTally(), lastStored: -1 };
  const { standing } = found;
  if (await holds(reading, standing.lastStored, options)) {
    err.write(`going on after the ${counted(standing.tally.read, 'event')} of the import before\n`);
    return standing;
  }
  err.write('the server does not hold what the import before left there: beginning anew\n');
  return { tally: emptyTally(), lastStored: -1 };
}

/**
 * Whether the server has an event of the file, which it says by calling it a duplicate. It may be another server
 * than the one before, or one whose data was removed.
 */
async function holds(reading: Reading, index: number, options: ImportFileOptions): Promise<boolean> {
  const { client, patience, terminal } = options;
  const input = await openInput(reading.file);
  let at = 0;
  let duplicates = 0;
  for await (const entry of read(reading, input)) {
    if (at++ !== index || !('json' in entry)) continue;
    await sendPatiently(client, [entry.json], {
      patience,
      signal: new AbortController().signal,
      note: (line) => terminal.err.write(`${line}\n`),
      settled: (answer) => {
        duplicates = answer.duplicates;
      },
    });
    break;
  }
  return duplicates === 1;
}

function keepCheckpoints(path: string, file: FileStanding) {
  let last = Date.now();
  let writing: Promise<void> = Promise.resolve();
  const write = (standing: ImportStanding) => {
    const checkpoint: Checkpoint = structuredClone({ file, standing });
    // Without a checkpoint the import is as right, only slower to take up again.
    writing = writing.then(() => writeCheckpoint(path, checkpoint)).catch(() => undefined);
    return writing;
  };
  return {
    save(standing: ImportStanding): void {
      if (Date.now() - last < CHECKPOINT_EVERY) return;
      last = Date.now();
      void write(standing);
    },
    keep: write,
    async remove(): Promise<void> {
      await writing;
      await removeCheckpoint(path);
    },
  };
}

function sayHowToGoOn(progress: Progress, { tally }: ImportStanding, canGoOn: boolean): void {
  if (tally.read === 0) return;
  progress.note(
    `${grouped(tally.accepted)} accepted, ${grouped(tally.duplicates)} duplicates and ${grouped(tally.rejected)} ` +
      `rejected before it stopped${canGoOn ? ': the same command goes on from there' : ''}`,
  );
}
