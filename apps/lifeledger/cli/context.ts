import type { Client } from '../../../libs/client/index.js';
import type { Patience } from './import/send-patiently.js';
import type { Terminal } from './terminal.js';

/** What the commands work with. */
export interface CommandContext {
  /** Starts the system and resolves once it has stopped. */
  start(options: { demo?: boolean }): Promise<void>;
  /** Does work with a client of the server the variables name; with none running, starts one for as long as it takes. */
  withServer<T>(work: (client: Client) => Promise<T>): Promise<T>;
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  /** With a server that is busy or away, while importing. */
  patience: Patience;
}
