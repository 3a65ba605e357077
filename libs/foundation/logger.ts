import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Configuration } from '../configuration/index.js';

const LEVELS: Record<Configuration['logLevel'], LogLevel[]> = {
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
};

/** What Nest says of its own assembly, which tells an operator nothing. */
const ASSEMBLY = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Lines for people on a terminal, JSON lines elsewhere. */
export class Logger extends ConsoleLogger {
  constructor(logLevel: Configuration['logLevel']) {
    super({ json: !process.stdout.isTTY, logLevels: LEVELS[logLevel], timestamp: true });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!ASSEMBLY.has(String(rest.at(-1)))) super.log(message, ...(rest as [string]));
  }
}
