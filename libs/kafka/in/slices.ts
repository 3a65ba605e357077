/** Most events published at a time; results of up to 1,000 are told. */
const MOST_MESSAGES = 1_000;
/** Bytes after which a slice is full before it has its number of messages: bounds what is held parsed. */
const MOST_BYTES = 1024 * 1024;

/** Neighbours in portions of bounded number and size; a message that is larger by itself is one. */
export function* slices<T extends { value: Buffer | null }>(messages: readonly T[]): Generator<T[]> {
  let slice: T[] = [];
  let bytes = 0;
  for (const message of messages) {
    const length = message.value?.length ?? 0;
    if (slice.length === MOST_MESSAGES || (slice.length > 0 && bytes + length > MOST_BYTES)) {
      yield slice;
      slice = [];
      bytes = 0;
    }
    slice.push(message);
    bytes += length;
  }
  if (slice.length > 0) yield slice;
}
