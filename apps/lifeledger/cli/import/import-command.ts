import type { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import {
  FORMATS,
  type Format,
  guessFormat,
  ImportFormatError,
  openInput,
  parseColumnMap,
} from '../../../../libs/import-formats/index.js';
import type { CommandContext } from '../context.js';
import { dataDir } from '../data-dir.js';
import { UsageError } from '../errors.js';
import { checkpointPath } from './checkpoint.js';
import { importFile, type Reading } from './import-file.js';

interface ImportOptions {
  format?: Format;
  map?: string[];
  source?: string;
  type?: string;
  delimiter?: string;
}

const HELP = `
The file may be gzipped. Formats:
  cloudevents  one CloudEvent on each line (NDJSON), or a JSON array of them
  cdnow        the purchases of the CDNOW data set, CDNOW_master.txt
  csv          a header line and rows, UTF-8, read by --map

--map is a list of target=column and target==value, the second for one value in all rows; put a pair
that holds a comma in double quotes. Targets are id, source, type, subject, time, correlationid,
causationid, and data.<field> for the fields of the event's type.
  id    the row's number, where it is not mapped
  time  RFC 3339 with an offset, or a date YYYY-MM-DD, which is noon UTC of it
An empty cell is a field left out.

An import that was interrupted goes on where it stopped when the same command is given again. Events
have a stable identity (source and id): what is there already is a duplicate, and changes nothing.

Examples:
  lifeledger import ../shared/data/CDNOW_master.txt.gz --format cdnow
  lifeledger import events.ndjson.gz
  zcat events.ndjson.gz | lifeledger import -
  lifeledger import orders.csv --source shop --type purchase.completed \\
    --map id=order,subject=customer,time=date,data.orderId=order,data.amount=total,data.currency==EUR
`;

/** Adds `import` to the program. */
export function addImport(program: Command, context: CommandContext): void {
  program
    .command('import')
    .summary('publish the events of a file')
    .description('Publishes the events of a file, and says what became of them.')
    .argument('<file>', 'path of the file; - for standard input')
    .addOption(
      new Option('--format <format>', 'how to read it; needed where name and content leave a doubt').choices(
        FORMATS,
      ),
    )
    .option('--map <pairs>', 'csv: where each part of an event comes from (can be repeated)', collect)
    .option('--source <source>', 'csv: source of every event')
    .option('--type <type>', 'csv: type of every event, such as purchase.completed')
    .option('--delimiter <character>', 'csv: what is between cells; tab for a tab (default: ,)')
    .addHelpText('after', HELP)
    .action((file: string, options: ImportOptions) => runImport(file, options, context));
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

async function runImport(file: string, options: ImportOptions, context: CommandContext): Promise<void> {
  const { terminal, env, patience, withServer } = context;
  const input = await openInput(file === '-' ? (terminal.in as Readable) : file);
  try {
    const format = options.format ?? guessFormat(file, input.start);
    if (format === undefined && input.start.length > 0) {
      throw new UsageError(
        `${file}: neither its name nor its content says how to read it: give --format ${FORMATS.join('|')}`,
      );
    }
    const reading = { file, ...readingOf(format ?? 'cloudevents', options) };
    const path = checkpointPath(dataDir(env), file, [options, format, env.LIFELEDGER_URL ?? 'local']);
    await withServer((client) =>
      importFile(reading, input, { client, terminal, patience, checkpointPath: path }),
    );
  } finally {
    input.close();
  }
}

function readingOf(format: Format, options: ImportOptions): Omit<Reading, 'file'> {
  const { map, source, type, delimiter } = options;
  if (format !== 'csv') {
    for (const [name, value] of Object.entries({ map, source, type, delimiter })) {
      if (value !== undefined)
        throw new UsageError(`--${name} is for --format csv, and this file is ${format}`);
    }
    return { format };
  }
  try {
    return { format, map: parseColumnMap(map ?? [], { source, type }), delimiter: delimiterOf(delimiter) };
  } catch (error) {
    throw error instanceof ImportFormatError ? new UsageError(error.message) : error;
  }
}

function delimiterOf(text: string | undefined): string | undefined {
  if (text === 'tab' || text === '\\t') return '\t';
  if (text === undefined || (text.length === 1 && !/["\r\n]/.test(text))) return text;
  throw new UsageError(`--delimiter: "${text}" must be one character, or tab`);
}
