import type { Command } from 'commander';
import { ApiError, type Client, type Health, type ProjectionStatus } from '../../../libs/client/index.js';
import type { CommandContext } from './context.js';
import { CommandFailed } from './errors.js';
import { counted, grouped } from './numbers.js';
import { table } from './table.js';

const HELP = `
Exit code 1 when the server is not ready.

Examples:
  lifeledger status
  lifeledger status --json | jq '.projections[].lag'
`;

interface Status {
  url: string;
  ready: boolean;
  checks: Health['checks'];
  projections: ProjectionStatus[];
  /** Entries; null where the key may not see them. */
  quarantine: number | null;
}

/** Adds `status` to the program. */
export function addStatus(program: Command, { withServer, terminal }: CommandContext): void {
  program
    .command('status')
    .summary('how the server and its projections stand')
    .description('Shows how the server, its projections and its quarantine stand.')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action(({ json }: { json?: boolean }) =>
      withServer(async (client) => {
        const status = await statusOf(client);
        terminal.out.write(json ? `${JSON.stringify(status, null, 2)}\n` : inWords(status));
        if (!status.ready) throw new CommandFailed('the server is not ready');
      }),
    );
}

async function statusOf(client: Client): Promise<Status> {
  const [{ ready, checks }, projections, quarantine] = await Promise.all([
    client.health(),
    client.projections(),
    quarantined(client),
  ]);
  return { url: client.url, ready, checks, projections, quarantine };
}

async function quarantined(client: Client): Promise<number | null> {
  try {
    return (await client.quarantine(1)).total;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return null;
    throw error;
  }
}

function inWords({ url, ready, checks, projections, quarantine }: Status): string {
  const failing = Object.entries(checks).flatMap(([name, state]) => (state === 'ok' ? [] : [name]));
  const rows = projections.map(({ name, version, status, position, head, lag, failed, rebuild }) => [
    name,
    version,
    rebuild ? `${status} (${rebuild.version} at ${rebuild.position})` : status,
    position,
    head,
    `${counted(lag.events, 'event')}, ${grouped(Math.round(lag.seconds * 10) / 10)} s`,
    grouped(failed.length),
  ]);
  return (
    `server      ${url}\n` +
    `health      ${ready ? 'ready' : `not ready${failing.length > 0 ? `: ${failing.join(', ')}` : ''}`}\n` +
    `quarantine  ${quarantine === null ? 'not shown: needs a key with the scope admin' : counted(quarantine, 'event')}\n\n` +
    table([['projection', 'version', 'status', 'position', 'head', 'lag', 'set aside'], ...rows])
  );
}
