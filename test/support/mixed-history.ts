import { type DemonstrationEvent, demonstrationEvents } from '../../libs/demonstration/index.js';

/** Of so many customers one is taken. */
const ONE_OF = 5;

/**
 * Events of the demonstration data that touch every metric: those of a fifth of its customers, over all its months, and
 * of no customer. Each identity once.
 */
export function mixedHistory(count: number): DemonstrationEvent[] {
  const events = new Map<string, DemonstrationEvent>();
  for (const event of demonstrationEvents()) {
    if (events.size === count) break;
    if (isTaken(event.subject)) events.set(`${event.source} ${event.id}`, event);
  }
  if (events.size < count) throw new Error(`there are ${events.size} such events, not ${count}`);
  return [...events.values()];
}

function isTaken(subject: string | undefined): boolean {
  if (subject === undefined) return true;
  let sum = 0;
  for (let i = 0; i < subject.length; i++) sum += subject.charCodeAt(i);
  return sum % ONE_OF === 0;
}
