import { parse } from 'csv-parse/sync';
import { ImportFormatError } from './entry.js';

/** Where one part of an event comes from: a column of the file, or one value for all rows. */
export type Origin = { column: string } | { constant: string };

/** Attributes by name, fields of `data` by their path within it. */
export interface ColumnMap {
  attributes: ReadonlyMap<string, Origin>;
  data: ReadonlyMap<string, Origin>;
}

const ATTRIBUTES = ['id', 'source', 'type', 'subject', 'time', 'correlationid', 'causationid'];
const REQUIRED = ['source', 'type', 'time'];
const TARGETS = `one of ${ATTRIBUTES.join(', ')}, or data.<field>`;
const FIELD = /^data((?:\.[^.\s]+)+)$/;
/** Names whose assignment would do something else than set a member. */
const UNSAFE = /(?:^|\.)(?:__proto__|constructor|prototype)(?:\.|$)/;

/**
 * Reads `target=column` and `target==constant`, separated by commas; a pair that holds a comma is put in double
 * quotes, as a cell of CSV is.
 * @param texts each of one or more pairs
 * @param constants attributes that are the same in all rows, given apart from the pairs
 * @throws ImportFormatError for a pair of another form, a target there is not, a target given twice, and where
 *   `source`, `type` or `time` is missing
 */
export function parseColumnMap(
  texts: readonly string[],
  constants: { source?: string; type?: string } = {},
): ColumnMap {
  const attributes = new Map<string, Origin>();
  for (const [name, constant] of Object.entries(constants)) {
    if (constant !== undefined) attributes.set(name, { constant });
  }
  const data = new Map<string, Origin>();
  for (const pair of texts.flatMap(pairsOf)) {
    const [, target, isConstant, value] = /^([^=]+)=(=?)(.+)$/s.exec(pair) ?? [];
    if (target === undefined) {
      throw new ImportFormatError(`--map: "${pair}" must be target=column or target==constant`);
    }
    const name = target.trim();
    const path = FIELD.exec(name)?.[1].slice(1);
    if ((path === undefined && !ATTRIBUTES.includes(name)) || UNSAFE.test(name)) {
      throw new ImportFormatError(`--map: "${name}" is no target; it must be ${TARGETS}`);
    }
    const targets = path === undefined ? attributes : data;
    const key = path ?? name;
    for (const other of targets.keys()) {
      if (other === key) throw new ImportFormatError(`--map: "${name}" is given twice`);
      if (path !== undefined && (other.startsWith(`${key}.`) || key.startsWith(`${other}.`))) {
        throw new ImportFormatError(`--map: data.${other} and data.${key} cannot both be given`);
      }
    }
    targets.set(key, isConstant ? { constant: value } : { column: value });
  }
  for (const name of REQUIRED) {
    if (!attributes.has(name)) {
      throw new ImportFormatError(`--map: ${name} is missing: give ${name}=<column> or ${name}==<value>`);
    }
  }
  return { attributes, data };
}

function pairsOf(text: string): string[] {
  try {
    const rows: string[][] = parse(text, { trim: true });
    return rows.flat().filter((pair) => pair !== '');
  } catch (error) {
    throw new ImportFormatError(`--map: ${(error as Error).message}`);
  }
}
