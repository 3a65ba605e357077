import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** Milliseconds between lines where there is no terminal to draw a bar on. */
const LINE_EVERY = 5_000;

export interface Progress {
  /**
   * @param value of the total
   * @param text what it comes to, in words
   */
  update(value: number, text: string): void;
  /** One line that stays. */
  note(line: string): void;
  stop(): void;
}

/**
 * Shows how far a command has come: a bar on a terminal, elsewhere a line every few seconds.
 * @param first the words before there is anything to tell
 * @param total undefined where it is not known: then the words alone are shown
 */
export function startProgress(
  { err }: Pick<Terminal, 'err'>,
  label: string,
  first: string,
  total?: number,
): Progress {
  const share = total ? `${err.isTTY ? '[{bar}] ' : ''}{percentage} % ` : '';
  const bar = new SingleBar({
    stream: err,
    format: `${label} ${share}{text}`,
    barsize: 30,
    noTTYOutput: true,
    notTTYSchedule: LINE_EVERY,
    linewrap: true,
    // Off a terminal there is nothing to clear, and an empty line less.
    clearOnComplete: true,
  });
  bar.start(total ?? 1, 0, { text: first });
  return {
    update: (value, text) => bar.update(total ? Math.min(value, total) : 0, { text }),
    note: (line) => {
      err.write(`${err.isTTY ? '\r\u001b[K' : ''}${line}\n`);
    },
    stop: () => bar.stop(),
  };
}
