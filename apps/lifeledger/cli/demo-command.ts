import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { loadDemonstration } from './load-demonstration.js';

const HELP = `
The 24 months 2024-01 to 2025-12 of Fernruf, an invented maker of telephones with shops in five countries:
some 50,000 customers and 540,000 events, the same each time. Among them are ten thousand customers who
complained in social channels, as a published study has them.

Events have a stable identity: loaded a second time they are duplicates, and change nothing. They stay in
the log like all others, so load them into a system of their own. Needs a key with the scope admin, because
some customers are merged.

Examples:
  lifeledger demo
  LIFELEDGER_DATA_DIR=./demonstration lifeledger demo
`;

/** Adds `demo` to the program. */
export function addDemo(program: Command, { withServer, terminal, patience }: CommandContext): void {
  program
    .command('demo')
    .summary('load the demonstration data')
    .description('Loads the demonstration data, and waits until the figures hold all of it.')
    .addHelpText('after', HELP)
    .action(() => withServer((client) => loadDemonstration({ client, terminal, patience })));
}
