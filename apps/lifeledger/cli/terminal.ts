/** Where a command reads and writes. */
export interface Terminal {
  in: NodeJS.ReadableStream;
  /** Results, so that they can be piped. */
  out: NodeJS.WritableStream;
  /** Progress, notes and errors. */
  err: NodeJS.WritableStream & { isTTY?: boolean };
}

export const processTerminal: Terminal = { in: process.stdin, out: process.stdout, err: process.stderr };
