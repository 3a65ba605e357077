/** A variable with a value that cannot be used. The message is one line: the variable, its value, what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
