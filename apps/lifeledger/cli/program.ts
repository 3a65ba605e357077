import { Command } from 'commander';
import type { CommandContext } from './context.js';
import { addDemo } from './demo-command.js';
import { addExport } from './export-command.js';
import { addImport } from './import/import-command.js';
import { addKeys } from './keys-command.js';
import { addRebuild } from './rebuild-command.js';
import { addStart } from './start-command.js';
import { addStatus } from './status-command.js';
import { processTerminal } from './terminal.js';

/** What the program needs of its surroundings; the rest is for tests to replace. */
export type ProgramContext = Pick<CommandContext, 'start' | 'withServer'> & Partial<CommandContext>;

/** How long an import, or the demonstration data, waits for a server that is away: two minutes without anything settled. */
export const PATIENCE = { giveUpAfter: 120_000, firstPause: 500 };

const HELP = `
Commands other than start talk to the running server: at LIFELEDGER_URL with the key LIFELEDGER_KEY, else
to the one of this machine. Where none runs here, the command starts the system for as long as it takes.

Exit codes: 0 done, 1 it failed, 2 called wrongly.

Examples:
  lifeledger start
  lifeledger import events.ndjson
  lifeledger status
  lifeledger help import
`;

/** The command line with all its commands; run it with `runProgram`. */
export function buildProgram(given: ProgramContext): Command {
  const context: CommandContext = {
    terminal: processTerminal,
    env: process.env,
    patience: PATIENCE,
    ...given,
  };
  const { out, err } = context.terminal;
  const program = new Command('lifeledger')
    .description('Lifeledger keeps the whole life of a company’s customers as one log of events.')
    .addHelpText('after', HELP)
    // Set before the commands are added, which take both over.
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) });
  for (const add of [addStart, addImport, addExport, addRebuild, addStatus, addKeys, addDemo])
    add(program, context);
  return program;
}
