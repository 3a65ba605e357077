/** Partitions when nothing else is said. */
export const DEFAULT_PARTITIONS = 64;

/** The partition of what belongs to no customer, as on the outbound topic. */
const WITHOUT_CUSTOMER = 0;

/**
 * The partition of a key: Kafka's own rule, murmur2 of its UTF-8 bytes, the sign left out, modulo the number. So a
 * topic with as many partitions holds a customer in the partition of the same number.
 * @param partitions how many there are
 */
export function partitionOf(key: string, partitions: number): number {
  return partitions === 1 ? 0 : (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

/** The partition of an event: that of its customer. */
export function partitionOfEvent({ subject }: { subject: string | null }, partitions: number): number {
  return subject === null ? WITHOUT_CUSTOMER : partitionOf(subject, partitions);
}

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Austin Appleby's MurmurHash2 with Kafka's seed (org.apache.kafka.common.utils.Utils.murmur2): 32 bits, signed. */
function murmur2(bytes: Buffer): number {
  const whole = bytes.length & ~3;
  let h = SEED ^ bytes.length;
  for (let i = 0; i < whole; i += 4) {
    const k = Math.imul(bytes.readInt32LE(i), M);
    h = Math.imul(h, M) ^ Math.imul(k ^ (k >>> 24), M);
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | bytes[i];
  if (whole < bytes.length) h = Math.imul(h ^ rest, M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}
