/** What keeps the embedded PostgreSQL from starting, in words for the person who starts it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
