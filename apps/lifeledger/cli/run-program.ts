import { type Command, CommanderError } from 'commander';
import { UsageError } from './errors.js';
import { processTerminal, type Terminal } from './terminal.js';

/** Done, it failed, called wrongly. */
export type ExitCode = 0 | 1 | 2;

/**
 * Runs a command line. What goes wrong is one line on standard error.
 * @param args without the program itself: `process.argv.slice(2)`
 */
export async function runProgram(
  program: Command,
  args: readonly string[],
  { err }: Pick<Terminal, 'err'> = processTerminal,
): Promise<ExitCode> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // What commander has to say, it has said already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = error instanceof Error ? error.message : String(error);
    err.write(`error: ${message.replace(/\p{Cc}+/gu, ' ')}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
