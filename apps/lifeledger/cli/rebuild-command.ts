import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Client, ProjectionStatus } from '../../../libs/client/index.js';
import type { CommandContext } from './context.js';
import { CommandFailed } from './errors.js';
import { counted } from './numbers.js';
import { startProgress } from './progress.js';
import type { Terminal } from './terminal.js';

const HELP = `
A rebuild makes the tables of a projection anew from the log, beside those that serve, and lets them take
over when they have caught up: nothing is unavailable meanwhile.

Examples:
  lifeledger rebuild
  lifeledger rebuild customers --no-wait
`;

/** Milliseconds between two looks at how far it has come. */
const LOOK_EVERY = 300;

/** Adds `rebuild` to the program. */
export function addRebuild(program: Command, { withServer, terminal }: CommandContext): void {
  program
    .command('rebuild')
    .summary('make projections anew from the log')
    .description('Makes one projection, or all of them, anew from the log.')
    .argument('[projection]', 'name of one, as `status` shows it (default: all)')
    .option('--no-wait', 'only ask for it; `status` shows how far it has come')
    .addHelpText('after', HELP)
    .action((projection: string | undefined, { wait }: { wait: boolean }) =>
      withServer((client) => rebuild(client, terminal, projection, wait)),
    );
}

async function rebuild(client: Client, terminal: Terminal, only: string | undefined, wait: boolean) {
  const all = await client.projections();
  const chosen = only === undefined ? all : all.filter(({ name }) => name === only);
  if (chosen.length === 0) {
    throw new CommandFailed(
      only === undefined
        ? 'there are no projections'
        : `there is no projection "${only}"; there are: ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  for (const { name } of chosen) await client.rebuild(name);
  const names = chosen.map(({ name }) => name).join(', ');
  if (!wait) {
    terminal.out.write(`rebuild asked for: ${names}\n`);
    return;
  }
  const rebuilt = await untilRebuilt(client, terminal, chosen);
  terminal.out.write(`rebuilt: ${names}\n`);
  for (const { name, failed } of rebuilt) {
    if (failed.length > 0) terminal.err.write(`${name} has set ${counted(failed.length, 'event')} aside\n`);
  }
}

/** Waits until each projection is served by another generation than before; gives how they stand then. */
async function untilRebuilt(
  client: Client,
  terminal: Terminal,
  before: readonly ProjectionStatus[],
): Promise<ProjectionStatus[]> {
  const progress = startProgress(terminal, 'rebuild', 'asked for', 100 * before.length);
  try {
    for (;;) {
      const now = await client.projections();
      const pairs = before.flatMap((old) => {
        const found = now.find(({ name }) => name === old.name);
        return found ? [{ found, done: found.generation > old.generation }] : [];
      });
      if (pairs.every(({ done }) => done)) return pairs.map(({ found }) => found);
      const shares = pairs.map(({ found, done }) => (done ? 100 : percentBuilt(found)));
      progress.update(
        shares.reduce((sum, share) => sum + share, 0),
        pairs.map(({ found }, index) => `${found.name} ${shares[index]} %`).join(', '),
      );
      await pause(LOOK_EVERY);
    }
  } finally {
    progress.stop();
  }
}

/** Positions have gaps, so this says about how far it is. */
function percentBuilt({ rebuild: building, head }: ProjectionStatus): number {
  if (!building || Number(head) === 0) return 0;
  return Math.floor((100 * Number(building.position)) / Number(head));
}
