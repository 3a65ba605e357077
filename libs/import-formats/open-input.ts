import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportFormatError } from './entry.js';

/** A file that is being read. */
export interface Input {
  /** The first bytes, unpacked; they come again in `chunks`. Empty for an empty file. */
  start: Buffer;
  /** Everything, unpacked: to be read once. */
  chunks: AsyncIterable<Buffer>;
  /** Bytes of the file taken so far, as they are on the disk. */
  bytesRead(): number;
  /** Lets go of it, read or not. */
  close(): void;
}

/** What a file on the disk is known by. */
export interface FileStanding {
  /** Bytes. */
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
}

const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Size and time of a file.
 * @throws Error where it cannot be read, or is none
 */
export async function fileStanding(path: string): Promise<FileStanding> {
  const file = await open(path, 'r').catch((error) => {
    throw unreadable(path, error);
  });
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new Error(`${path} is a folder, not a file`);
    return { size: stat.size, modified: stat.mtimeMs };
  } finally {
    await file.close();
  }
}

/**
 * Opens a file, unpacking it where its first bytes say that it is gzip.
 * @param from a path, or a stream such as standard input
 */
export async function openInput(from: string | Readable): Promise<Input> {
  const stream = typeof from === 'string' ? createReadStream(from, { highWaterMark: 256 * 1024 }) : from;
  const name = typeof from === 'string' ? from : 'standard input';
  let bytes = 0;
  const counted = (async function* () {
    try {
      for await (const chunk of stream) {
        const buffer = Buffer.from(chunk);
        bytes += buffer.length;
        yield buffer;
      }
    } catch (error) {
      throw unreadable(name, error);
    }
  })();

  const handle = { bytesRead: () => bytes, close: () => void stream.destroy() };

  const packed = await peek(counted, GZIP.length);
  if (!packed.start.subarray(0, GZIP.length).equals(GZIP)) return { ...packed, ...handle };
  const unpacked = await peek(unzip(packed.chunks, name), 1);
  return { ...unpacked, ...handle };
}

/** Reads at least so many bytes ahead, where there are so many. */
async function peek(chunks: AsyncGenerator<Buffer>, least: number): Promise<Pick<Input, 'start' | 'chunks'>> {
  const ahead: Buffer[] = [];
  for (let length = 0; length < least; ) {
    const { value, done } = await chunks.next();
    if (done) break;
    ahead.push(value);
    length += value.length;
  }
  const start = Buffer.concat(ahead);
  return {
    start,
    chunks: (async function* () {
      if (start.length > 0) yield start;
      yield* chunks;
    })(),
  };
}

async function* unzip(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // Errors of the source arrive at the reader through the destroyed gunzip.
  pipeline(Readable.from(chunks), gunzip, () => undefined);
  try {
    yield* gunzip;
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) {
      throw new ImportFormatError(`${name} is damaged or cut off: ${(error as Error).message} (gzip)`);
    }
    throw error;
  }
}

function unreadable(name: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new Error(`${name}: there is no such file`);
  if (code === 'EACCES') return new Error(`${name}: this user may not read it`);
  if (code === 'EISDIR') return new Error(`${name} is a folder, not a file`);
  return new Error(`${name} cannot be read: ${message}`);
}
