import { Readable, Writable } from 'node:stream';
import { Client } from '../../../../libs/client/index.js';
import { buildProgram } from '../program.js';
import { type ExitCode, runProgram } from '../run-program.js';

export interface Ran {
  code: ExitCode;
  out: string;
  err: string;
}

export interface Surroundings {
  /** Of the server the command talks to. */
  url?: string;
  key?: string;
  env?: NodeJS.ProcessEnv;
  stdin?: Buffer;
  /** Whether standard error is a terminal. */
  tty?: boolean;
  giveUpAfter?: number;
  start?: (options: { demo?: boolean }) => Promise<void>;
}

/** Runs one command line as the program does, against a server that is there. */
export async function runCommand(args: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { url = 'http://127.0.0.1:1', env = {}, stdin = Buffer.alloc(0), tty = false } = surroundings;
  const out = collector();
  const err = Object.assign(collector(), { isTTY: tty });
  const program = buildProgram({
    start: surroundings.start ?? (() => Promise.resolve()),
    withServer: (work) => work(new Client({ url, key: surroundings.key ?? 'the-key' })),
    terminal: { in: Readable.from([stdin]), out, err },
    env,
    patience: { giveUpAfter: surroundings.giveUpAfter ?? 20_000, firstPause: 20 },
  });
  const code = await runProgram(program, args, { err });
  return { code, out: out.text(), err: err.text() };
}

function collector(): Writable & { text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString('utf8') });
}
