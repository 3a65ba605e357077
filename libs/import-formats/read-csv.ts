import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { type DeclaredField, findEventType, parseJson, parseTime, stringifyJson } from '../events/index.js';
import type { ColumnMap, Origin } from './column-map.js';
import { type Entry, ImportFormatError, LONGEST_EVENT } from './entry.js';

export interface CsvOptions {
  map: ColumnMap;
  /** One character between cells; a comma unless told. */
  delimiter?: string;
}

type Row = { record: string[]; info: Info };

/**
 * Rows of a CSV file (RFC 4180, UTF-8, a header line) as events, by a map from columns.
 *
 * Where the map names no `id`, it is the row's number from 1, the header not counted. A date alone, as `time`, is
 * noon UTC of it. `type` may be short, `purchase.completed`. An empty cell is a field left out. Fields that the
 * catalogue has as numbers, true or false become such; all others are text.
 * @throws ImportFormatError for a map that names a column there is not, and for a file that is no CSV
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>, options: CsvOptions): AsyncGenerator<Entry> {
  const { map, delimiter = ',' } = options;
  const rows = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    trim: true,
    max_record_size: LONGEST_EVENT,
  });
  // Errors of the source arrive at the reader through the destroyed parser.
  pipeline(Readable.from(chunks), rows, () => undefined);
  let header: string[] | undefined;
  let number = 0;
  let after = 0;
  try {
    for await (const { record, info } of rows as AsyncIterable<Row>) {
      const place = after + 1;
      after = info.lines;
      if (!header) {
        header = record;
        checkColumns(map, header);
        continue;
      }
      if (record.length === 1 && record[0] === '') continue;
      number++;
      yield { place, ...eventOf(header, record, map, number) };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new ImportFormatError(`this is no CSV: ${error.message}`);
    throw error;
  }
  if (!header) throw new ImportFormatError('the file is empty: CSV begins with a header line');
}

function checkColumns({ attributes, data }: ColumnMap, header: readonly string[]): void {
  for (const origin of [...attributes.values(), ...data.values()]) {
    if (!('column' in origin)) continue;
    const times = header.filter((name) => name === origin.column).length;
    if (times === 1) continue;
    const found = header.join(', ');
    throw new ImportFormatError(
      times === 0
        ? `there is no column "${origin.column}"; the header has: ${found}`
        : `the header has the column "${origin.column}" ${times} times: ${found}`,
    );
  }
}

function eventOf(
  header: readonly string[],
  record: readonly string[],
  map: ColumnMap,
  number: number,
): { json: string } | { fault: string } {
  if (record.length !== header.length) {
    return { fault: `has ${record.length} cells where the header has ${header.length}` };
  }
  if (record.some((text) => text.includes('\ufffd'))) {
    return { fault: 'is not valid UTF-8: save the file as UTF-8 first' };
  }
  const cell = (origin: Origin) =>
    'constant' in origin ? origin.constant : record[header.indexOf(origin.column)];
  const event: Record<string, unknown> = {
    specversion: '1.0',
    id: String(number),
    datacontenttype: 'application/json',
  };
  for (const [name, origin] of map.attributes) {
    const text = cell(origin);
    if (text !== '') event[name] = text;
    else if (name === 'id') return { fault: 'id: the cell is empty' };
  }
  if (typeof event.type === 'string') event.type = fullType(event.type);
  if (typeof event.time === 'string') {
    const time = instantOf(event.time);
    if (time === null) return { fault: 'time: must be RFC 3339 with an offset, or a date YYYY-MM-DD' };
    event.time = time;
  }
  const fields = findEventType(String(event.type))?.fields ?? [];
  const data: Record<string, unknown> = {};
  for (const [path, origin] of map.data) {
    const text = cell(origin);
    if (text !== '') setAt(data, path.split('.'), cellValue(text, declaredAt(fields, path.split('.'))));
  }
  event.data = data;
  return { json: stringifyJson(event) };
}

function fullType(type: string): string {
  return type.startsWith('lifeledger.') ? type : `lifeledger.${type}.v1`;
}

/** RFC 3339 as it is; a date as noon UTC; null for anything else. */
function instantOf(text: string): string | null {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T12:00:00Z` : text;
  return parseTime(time) === null ? null : time;
}

function declaredAt(fields: readonly DeclaredField[], [name, ...rest]: string[]): DeclaredField | undefined {
  const field = fields.find((declared) => declared.name === name);
  return rest.length === 0 || !field ? field : declaredAt(field.nested ?? [], rest);
}

/** A cell as the catalogue wants it; what does not fit stays text, and the server says what is wrong with it. */
function cellValue(text: string, field: DeclaredField | undefined): unknown {
  const type = field?.rule.schema.type;
  if ((type === 'integer' || type === 'number') && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) {
    return parseJson(text).value;
  }
  if (type === 'boolean' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

function setAt(target: Record<string, unknown>, [name, ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  target[name] ??= {};
  setAt(target[name] as Record<string, unknown>, rest, value);
}
