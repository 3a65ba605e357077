import { spawn } from 'node:child_process';
import { FAST_SHUTDOWN_MS } from './fast-shutdown.js';

/** Stops the server when we are no longer there to do it. */
export interface Watchdog {
  /** Names the server's process to watch over, or undefined when there is none at present. */
  guard(pid: number | undefined): void;
  /** Ends the watchdog. */
  dismiss(): void;
}

/**
 * A shell of a few lines that reads, from a pipe only we hold, which process to guard. The pipe's end means that we
 * are gone, by `kill -9` even: then it tells that process to shut down fast, and at once if that takes too long. A group of its own, and signals
 * ignored, so that what ends us does not end it first.
 */
const SCRIPT = `
trap '' INT TERM HUP
guarded=0
while read -r pid; do guarded=$pid; done
[ "$guarded" = 0 ] && exit
kill -INT "$guarded"
left=${FAST_SHUTDOWN_MS / 1_000}
while kill -0 "$guarded"; do
  [ "$left" = 0 ] && kill -QUIT "$guarded" && exit
  left=$((left - 1))
  sleep 1
done
`;

export function startWatchdog(): Watchdog {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'lifeledger-watchdog'], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it, only less is cleaned up after a kill; the next start does the rest.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    guard: (pid) => void shell.stdin.write(`${pid ?? 0}\n`),
    dismiss: () => void shell.stdin.end('0\n'),
  };
}
