import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

export interface LivingProcess {
  /** When it began, in whatever form the system tells it: with the pid it names one process for good. */
  startedAt: string;
  /** Its command line, arguments set apart by spaces. */
  command: string;
}

/** The process of that id; undefined where there is none, or only a zombie that waits to be reaped. */
export async function findProcess(pid: number): Promise<LivingProcess | undefined> {
  try {
    return platform() === 'linux' ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return undefined;
  }
}

async function fromProc(pid: number): Promise<LivingProcess | undefined> {
  const [stat, command] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
  ]);
  // proc(5): the name is in parentheses and may hold anything; after it, state is field 3, starttime field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  return { startedAt, command: command.split('\0').join(' ').trim() };
}

async function fromPs(pid: number): Promise<LivingProcess | undefined> {
  const show = async (column: string) =>
    (await promisify(execFile)('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)])).stdout.trim();
  const [state, startedAt, command] = await Promise.all([show('stat'), show('lstart'), show('command')]);
  return state.startsWith('Z') ? undefined : { startedAt, command };
}
