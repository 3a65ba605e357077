import type { Command } from 'commander';
import type { CommandContext } from './context.js';

const HELP = `
Everything runs in this one process, by default on an embedded PostgreSQL with its data in ./.lifeledger;
Ctrl-C stops it cleanly. What it listens on, where data is kept and the rest is set by variables: see
the documentation.

Examples:
  lifeledger start
  lifeledger start --demo
  PORT=8080 LIFELEDGER_DATA_DIR=/srv/lifeledger lifeledger start
`;

/** Adds `start` to the program. */
export function addStart(program: Command, { start }: CommandContext): void {
  program
    .command('start')
    .summary('start the whole system')
    .description('Starts the whole system: intake, projections, API.')
    .option('--demo', 'load the demonstration data as well; see `lifeledger help demo`')
    .addHelpText('after', HELP)
    .action(({ demo }: { demo?: boolean }) => start({ demo }));
}
