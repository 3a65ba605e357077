import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a client waits before it sends again what was not acknowledged, in milliseconds. */
const BEFORE_RETRY = 50;
/** When a client gives an answer up, in milliseconds. */
const LONGEST_ANSWER = 15_000;

/** What clients have heard, all of them together. */
export class Acknowledged extends EventEmitter<{ more: [] }> {
  /** Source and id of every event whose acceptance was answered. */
  readonly events: string[] = [];
  /** Requests that got no answer or a 503, and were sent again. */
  interrupted = 0;
  /** Events that an interrupted request had stored all the same. */
  duplicates = 0;
}

/** Where the system is at present; pending while it is down. */
export interface Whereabouts {
  url: Promise<string>;
}

/**
 * Publishes batches one after the other, each again until it is acknowledged, as a service should.
 * @param size events in a request; 1 sends single events
 * @throws for any answer but 200 and 503, and where the system did not take an event as sent
 */
export async function publishUntil(
  stop: AbortSignal,
  events: Iterator<Record<string, unknown>>,
  size: number,
  where: Whereabouts,
  key: string,
  heard: Acknowledged,
): Promise<void> {
  while (!stop.aborted) {
    const batch = Array.from({ length: size }, () => events.next().value);
    const type = size === 1 ? 'application/cloudevents+json' : 'application/cloudevents-batch+json';
    const body = JSON.stringify(size === 1 ? batch[0] : batch);
    for (;;) {
      const answer = await send(await where.url, key, type, body);
      if (answer === null) {
        heard.interrupted++;
        await pause(BEFORE_RETRY);
        continue;
      }
      const { accepted, duplicates, rejected, results } = answer;
      if (accepted + duplicates !== size || rejected > 0 || results.some(({ conflict }) => conflict)) {
        throw new Error(`not taken as sent: ${JSON.stringify(answer)}`);
      }
      heard.duplicates += duplicates;
      heard.events.push(...batch.map(({ source, id }) => `${source} ${id}`));
      heard.emit('more');
      break;
    }
  }
}

interface Answer {
  accepted: number;
  duplicates: number;
  rejected: number;
  results: { conflict?: boolean }[];
}

/** @returns null where there was no answer, or one that says to come again */
async function send(url: string, key: string, type: string, body: string): Promise<Answer | null> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      body,
      signal: AbortSignal.timeout(LONGEST_ANSWER),
    });
    status = response.status;
    text = await response.text();
  } catch {
    return null; // the connection broke
  }
  if (status === 503) return null;
  if (status !== 200) throw new Error(`POST /v1/events: ${status} ${text}`);
  return JSON.parse(text) as Answer;
}
