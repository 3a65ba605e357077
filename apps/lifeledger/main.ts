import 'reflect-metadata';
import { readConfiguration } from '../../libs/configuration/index.js';
import { findAdminKey } from '../insights/admin-key.js';
import { buildProgram } from './cli/program.js';
import { runProgram } from './cli/run-program.js';
import { start } from './start.js';
import { startSystem } from './start-system.js';
import { type RunningSystem, withServer } from './with-server.js';

const note = (line: string) => process.stderr.write(`${line}\n`);

/** The system for the time of one command: quiet, on a port of its own, without Kafka. */
async function startForCommand({ port }: { port: number }): Promise<RunningSystem> {
  const configuration = {
    ...readConfiguration(process.env),
    port,
    host: '127.0.0.1',
    logLevel: 'error' as const,
    kafka: undefined,
  };
  const system = await startSystem(configuration);
  return { ...system, adminKey: await findAdminKey(configuration, system.newAdminKey) };
}

const program = buildProgram({
  start,
  withServer: (work) => withServer(work, { env: process.env, startSystem: startForCommand, note }),
});
process.exitCode = await runProgram(program, process.argv.slice(2));
