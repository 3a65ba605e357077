/** A read of the log ends when it has given so many bytes of content: an event may have a mebibyte. */
export const MOST_BYTES = 32 * 1024 * 1024;
