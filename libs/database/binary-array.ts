/*
 * Arrays as parameters, in the binary form that PostgreSQL itself sends and receives (array_recv in
 * src/backend/utils/adt/arrayfuncs.c): a header, then each element with its length before it. Nothing has to be quoted
 * here or read again there.
 */

const TEXT = 25;
const TIMESTAMPTZ = 1184;
const HEADER_BYTES = 20;
const NULL = -1;
/** Bytes of a character of a JavaScript string in UTF-8, at most. */
const MOST_BYTES = 3;
/** From 1970 to 2000, where PostgreSQL counts microseconds from. */
const EPOCH_DIFFERENCE = 946_684_800_000_000n;

/** A parameter of type text[]. */
export function textArray(values: readonly (string | null)[]): Buffer {
  let room = HEADER_BYTES;
  for (const value of values) room += 4 + (value === null ? 0 : value.length * MOST_BYTES);
  const bytes = Buffer.allocUnsafe(room);
  let hasNull = false;
  let at = HEADER_BYTES;
  for (const value of values) {
    const written = value === null ? NULL : bytes.write(value, at + 4);
    bytes.writeInt32BE(written, at);
    at += 4;
    if (written === NULL) hasNull = true;
    else at += written;
  }
  writeHeader(bytes, TEXT, values.length, hasNull);
  return bytes.subarray(0, at);
}

/** A parameter of type timestamptz[]. @param values microseconds since the epoch */
export function timeArray(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + 12 * values.length);
  let at = HEADER_BYTES;
  for (const value of values) {
    bytes.writeInt32BE(8, at);
    bytes.writeBigInt64BE(BigInt(value) - EPOCH_DIFFERENCE, at + 4);
    at += 12;
  }
  writeHeader(bytes, TIMESTAMPTZ, values.length, false);
  return bytes;
}

/** One dimension, whether there are nulls, the type's oid, how many, counted from 1. */
function writeHeader(bytes: Buffer, type: number, length: number, hasNull: boolean): void {
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(hasNull ? 1 : 0, 4);
  bytes.writeInt32BE(type, 8);
  bytes.writeInt32BE(length, 12);
  bytes.writeInt32BE(1, 16);
}
