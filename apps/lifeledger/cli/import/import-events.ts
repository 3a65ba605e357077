import type { Client } from '../../../../libs/client/index.js';
import type { Entry } from '../../../../libs/import-formats/index.js';
import { type Patience, sendPatiently } from './send-patiently.js';
import { addAnswer, addFault, type Tally } from './tally.js';

/** How far an import has come: everything up to `tally.read` is settled. */
export interface ImportStanding {
  tally: Tally;
  /** Index, from 0, of the last entry that the server holds for sure; -1 while there is none. */
  lastStored: number;
}

export interface ImportOptions {
  client: Client;
  patience: Patience;
  note: (line: string) => void;
  /** Told after each part that is settled, in the order of the file. */
  onSettled: (standing: ImportStanding) => void;
}

/** As many as an answer lists results of, so that none goes unnamed. */
const PART_EVENTS = 1_000;
const PART_LENGTH = 1024 * 1024;
/** One part is read and written while the other is on its way. */
const PARTS_UNDER_WAY = 2;

/**
 * Publishes entries in parts, two at a time, so that memory is bounded whatever the file. `standing` says where to
 * go on from and is kept up to date: what it counts is settled, without gaps.
 * @throws what `sendPatiently` throws, and what reading the entries throws
 */
export async function importEvents(
  entries: AsyncIterable<Entry>,
  standing: ImportStanding,
  { client, patience, note, onSettled }: ImportOptions,
): Promise<void> {
  const stop = new AbortController();
  const underWay: { part: Entry[]; sent: Promise<Answered[]> }[] = [];
  const settleOldest = async () => {
    const { part, sent } = underWay[0];
    settle(standing, part, await sent);
    underWay.shift();
    onSettled(standing);
  };
  try {
    for await (const part of partsOf(entries, standing.tally.read)) {
      const sent = send(client, part, { patience, note, signal: stop.signal });
      // It is awaited in its turn; until then a failure is not an unhandled one.
      sent.catch(() => undefined);
      underWay.push({ part, sent });
      if (underWay.length === PARTS_UNDER_WAY) await settleOldest();
    }
    while (underWay.length > 0) await settleOldest();
  } finally {
    stop.abort();
    await Promise.allSettled(underWay.map(({ sent }) => sent));
  }
}

type Answered = Parameters<Parameters<typeof sendPatiently>[2]['settled']>;

async function* partsOf(entries: AsyncIterable<Entry>, skip: number): AsyncGenerator<Entry[]> {
  let skipped = 0;
  let part: Entry[] = [];
  let length = 0;
  for await (const entry of entries) {
    if (skipped < skip) {
      skipped++;
      continue;
    }
    const size = 'json' in entry ? entry.json.length : 0;
    if (part.length === PART_EVENTS || (part.length > 0 && length + size > PART_LENGTH)) {
      yield part;
      part = [];
      length = 0;
    }
    part.push(entry);
    length += size;
  }
  if (part.length > 0) yield part;
}

async function send(
  client: Client,
  part: readonly Entry[],
  options: { patience: Patience; note: (line: string) => void; signal: AbortSignal },
): Promise<Answered[]> {
  const lines = part.flatMap((entry) => ('json' in entry ? [entry.json] : []));
  const answers: Answered[] = [];
  if (lines.length > 0) {
    await sendPatiently(client, lines, { ...options, settled: (...answered) => answers.push(answered) });
  }
  return answers;
}

function settle(standing: ImportStanding, part: readonly Entry[], answers: readonly Answered[]): void {
  const { tally } = standing;
  const sent = part.flatMap((entry, index) => ('json' in entry ? [{ index, place: entry.place }] : []));
  const rejected = new Set<number>();
  for (const [answer, offset, again] of answers) {
    addAnswer(
      tally,
      answer,
      sent.slice(offset).map(({ place }) => place),
      again,
    );
    for (const { status, index } of answer.results) {
      if (status === 'rejected') rejected.add(offset + index);
    }
  }
  for (const entry of part) {
    if ('fault' in entry) addFault(tally, entry.fault, entry.place);
  }
  const stored = sent.findLast((_, index) => !rejected.has(index));
  if (stored) standing.lastStored = tally.read + stored.index;
  tally.read += part.length;
}
