import { types as defaultTypes, type PoolClient } from 'pg';
import type { DataSource } from 'typeorm';

/** A connection lent out of TypeORM's pool, for the set-based SQL of the hot paths. */
export type Connection = PoolClient;

/** Runs work on one connection; a connection that failed is not given back to the pool. */
export async function withConnection<T>(
  dataSource: DataSource,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work((await runner.connect()) as Connection);
  } finally {
    await runner.release();
  }
}

/** Runs work in one transaction. `snapshot`: repeatable read, read only. */
export function transaction<T>(
  dataSource: DataSource,
  work: (connection: Connection) => Promise<T>,
  mode: 'write' | 'snapshot' = 'write',
): Promise<T> {
  return withConnection(dataSource, async (connection) => {
    await connection.query(mode === 'write' ? 'begin' : 'begin isolation level repeatable read read only');
    try {
      const result = await work(connection);
      await connection.query('commit');
      return result;
    } catch (error) {
      await connection.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

const TIMESTAMPTZ = 1184;
const BIGINT = 20;
const JSON_TEXT = 114;

/**
 * Reads the text of a timestamptz of a UTC session, `2026-11-22 08:51:00.5+00`, as microseconds since the epoch.
 * PostgreSQL keeps microseconds, which a JavaScript Date would cut.
 */
export function microsecondsOf(text: string): number {
  const millis = Date.UTC(
    100 * twoDigits(text, 0) + twoDigits(text, 2),
    twoDigits(text, 5) - 1,
    twoDigits(text, 8),
    twoDigits(text, 11),
    twoDigits(text, 14),
    twoDigits(text, 17),
  );
  if (text.charCodeAt(19) !== POINT) return millis * 1000;
  const fraction = text.slice(20, text.length - 3);
  return millis * 1000 + +fraction.padEnd(6, '0');
}

const POINT = 46;
const ZERO = 48;

function twoDigits(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;
}

const parsers = new Map<number, (text: string) => unknown>([
  [TIMESTAMPTZ, microsecondsOf],
  [BIGINT, Number],
  [JSON_TEXT, (text) => text],
]);

const ledgerTypes = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers.get(oid) ?? defaultTypes.getTypeParser(oid, format as 'text'),
};

/**
 * Rows as arrays: bigint as number (positions stay below 2^53), timestamptz as microseconds, json as its text,
 * numeric as text. With a `name` the statement is prepared once per connection.
 */
export async function rows<Row extends unknown[]>(
  connection: Connection,
  text: string,
  values: unknown[] = [],
  name?: string,
): Promise<Row[]> {
  const result = await connection.query<Row>({ text, values, name, rowMode: 'array', types: ledgerTypes });
  return result.rows;
}
