import type { Command } from 'commander';
import type { Client, NewKey } from '../../../libs/client/index.js';
import { signInLink } from '../sign-in-link.js';
import type { CommandContext } from './context.js';
import { serverUrl } from './server-url.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';

const CREATE_HELP = `
Scopes, of which none implies another:
  events:write    publish events
  metrics:read    metrics, projections, quality
  customers:read  customers, events, export
  admin           keys, quarantine, rebuild, merges, erasure

The key alone goes to standard output, and is shown this once.

Examples:
  lifeledger keys create --name shop --scope events:write --source shop
  lifeledger keys create --name finance --scope metrics:read,customers:read
`;

const LINK_HELP = `
Whoever opens the link is signed in to the dashboard and may do what the key may with which the command line
asks (LIFELEDGER_KEY, else the admin key of this machine). It is good once, and for an hour.

Examples:
  lifeledger keys link
  LIFELEDGER_KEY=ll_… lifeledger keys link
`;

const HELP = `
Examples:
  lifeledger keys create --name shop --scope events:write --source shop
  lifeledger keys list
  lifeledger keys revoke 0123456789abcdef
  lifeledger keys link
`;

interface CreateOptions {
  name: string;
  scope: string[];
  source?: string[];
}

/** Adds `keys create`, `keys list`, `keys revoke` and `keys link` to the program. */
export function addKeys(program: Command, { withServer, terminal, env }: CommandContext): void {
  const keys = program
    .command('keys')
    .summary('make, list and revoke keys')
    .description(
      'Makes, lists and revokes the keys by which services and people are known. Needs an admin key.',
    )
    .addHelpText('after', HELP);

  keys
    .command('create')
    .description('Makes a key.')
    .requiredOption('--name <name>', 'whose key it is')
    .requiredOption('--scope <scopes>', 'what it may do, separated by commas (can be repeated)', collect)
    .option('--source <sources>', 'the only sources it may publish events of (can be repeated)', collect)
    .addHelpText('after', CREATE_HELP)
    .action(({ name, scope, source }: CreateOptions) =>
      withServer((client) => create(client, terminal, { name, scopes: scope, sources: source })),
    );

  keys
    .command('list')
    .description('Lists every key, revoked ones too; never the key itself.')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: boolean }) => withServer((client) => list(client, terminal, json)));

  keys
    .command('revoke')
    .description('Revokes a key.')
    .argument('<id>', 'its id, as `keys list` shows it')
    .action((id: string) =>
      withServer(async (client) => {
        await client.revokeKey(id);
        terminal.out.write(`revoked: ${id}\n`);
      }),
    );

  keys
    .command('link')
    .description('Makes a link that signs a browser in to the dashboard, once.')
    .addHelpText('after', LINK_HELP)
    .action(() => withServer((client) => link(client, terminal, serverUrl(env))));
}

function collect(value: string, before: string[] = []): string[] {
  const some = value.split(',').map((part) => part.trim());
  return [...before, ...some.filter((part) => part !== '')];
}

async function create(client: Client, { out, err }: Terminal, key: NewKey): Promise<void> {
  const made = await client.createKey(key);
  const sources = made.sources ? `, for ${made.sources.join(', ')}` : '';
  err.write(`key ${made.id} for ${made.name}, ${made.scopes.join(', ')}${sources}; it is shown this once:\n`);
  out.write(`${made.key}\n`);
}

async function list(client: Client, { out }: Terminal, json = false): Promise<void> {
  const keys = await client.keys();
  const rows = keys.map(({ id, name, scopes, sources, createdAt, revokedAt }) => [
    id,
    name,
    scopes.join(','),
    sources?.join(',') ?? 'every source',
    createdAt,
    revokedAt ?? '',
  ]);
  out.write(
    json
      ? `${JSON.stringify(keys, null, 2)}\n`
      : table([['id', 'name', 'scopes', 'sources', 'created', 'revoked'], ...rows]),
  );
}

/** @param url of the server that lasts: one that was started for the command listens elsewhere */
async function link(client: Client, { out, err }: Terminal, url: string): Promise<void> {
  const { token, expiresAt } = await client.makeSignInLink();
  err.write(`good once, until ${expiresAt}:\n`);
  out.write(`${signInLink(url, token)}\n`);
}
