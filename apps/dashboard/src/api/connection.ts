import { useSyncExternalStore } from 'react';

/** Milliseconds between two looks at the server: while it answers, and while it is lost. */
const CALM = 10_000;
const ANXIOUS = 1_000;

let lost = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** A request found nobody. */
export function noteLost(): void {
  setLost(true);
}

/** Whether the server is lost at the moment. */
export function useLost(): boolean {
  return useSyncExternalStore(subscribe, () => lost);
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  timer ??= setTimeout(look, CALM);
  return () => {
    listeners.delete(changed);
  };
}

async function look(): Promise<void> {
  if (lost || document.visibilityState === 'visible') {
    const answered = await fetch('/health/live', { cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    );
    setLost(!answered);
  }
  timer = setTimeout(look, lost ? ANXIOUS : CALM);
}

function setLost(now: boolean): void {
  if (now === lost) return;
  lost = now;
  if (lost) {
    clearTimeout(timer);
    timer = setTimeout(look, ANXIOUS);
  }
  for (const changed of listeners) changed();
}
