/** The command cannot be run as it was called: exit code 2. The message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command ran and did not do all of what was asked: exit code 1. The message is one line. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
