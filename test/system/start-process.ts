import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The system as a process of its own. */
export interface StartedProcess {
  child: ChildProcess;
  url: string;
  /** What it said before it served. */
  notes: string[];
  /** Resolves when the process has ended, with its exit code, or null when a signal ended it. */
  ended: Promise<number | null>;
}

/** Everything in one process. */
const ALL_IN_ONE = ['apps/lifeledger/main.ts', 'start'];

/**
 * Runs `lifeledger start`, or another command, from the sources, as a process of its own.
 * @param projectDir root of the project whose sources are run
 * @param env variables it gets, over those of this process; tests set ports of 0 and a data directory of their own
 * @param command the source to run, and its arguments
 * @throws with what it said, when it ends before it serves
 */
export async function startProcess(
  projectDir: string,
  env: NodeJS.ProcessEnv,
  command: readonly string[] = ALL_IN_ONE,
): Promise<StartedProcess> {
  const child = spawn(process.execPath, ['--import', './test/jest/typescript.mjs', ...command], {
    cwd: projectDir,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      const found = /runs at (http:\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${said.join('\n')}`)));
  });
  return { child, url, notes: said, ended };
}
