import { type StartedProcess, startProcess } from './start-process.js';

export type ServiceName = 'intake' | 'projector' | 'insights';

/** Runs one of the services from the sources, as a process of its own, on any port that is free. */
export function startService(name: ServiceName, env: NodeJS.ProcessEnv): Promise<StartedProcess> {
  return startProcess(process.cwd(), { PORT: '0', LOG_LEVEL: 'error', ...env }, [`apps/${name}/main.ts`]);
}
