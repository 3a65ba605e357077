import type { VisibleHistory } from '../../facts/index.js';

/** What is made of a history, made once: a customer may have thousands of moments, and each looks at all of it. */
export function oncePerHistory<T>(make: (history: VisibleHistory) => T): (history: VisibleHistory) => T {
  const known = new WeakMap<VisibleHistory, { made: T }>();
  return (history) => {
    let found = known.get(history);
    if (!found) {
      found = { made: make(history) };
      known.set(history, found);
    }
    return found.made;
  };
}
