import type { PublishAnswer } from '../../../../libs/client/index.js';
import { counted, grouped } from '../numbers.js';

/** What became of the events of an import, so far. */
export interface Tally {
  /** Events of the file that are settled, the faulty ones too. */
  read: number;
  accepted: number;
  duplicates: number;
  /** Of the duplicates, those with other content than what is stored. */
  conflicts: number;
  /** Of the duplicates, those in parts that were sent again, which may have been stored by the first sending. */
  sentAgain: number;
  rejected: number;
  /** Of the rejected, those the server never saw, because the file's line is no event. */
  unsent: number;
  reasons: Reason[];
}

/** Why events were rejected, how many, and where the first of them stand in the file. */
interface Reason {
  text: string;
  count: number;
  places: number[];
}

const MOST_REASONS = 50;
const MOST_PLACES = 5;
const LONGEST_REASON = 300;
const OTHER = 'other reasons';

export function emptyTally(): Tally {
  return {
    read: 0,
    accepted: 0,
    duplicates: 0,
    conflicts: 0,
    sentAgain: 0,
    rejected: 0,
    unsent: 0,
    reasons: [],
  };
}

/**
 * Adds what the server answered about events that it was sent.
 * @param places where they stand in the file, in the order they were sent
 * @param again whether some of them had been sent before, and the answer was lost
 */
export function addAnswer(
  tally: Tally,
  answer: PublishAnswer,
  places: readonly number[],
  again: boolean,
): void {
  tally.accepted += answer.accepted;
  tally.duplicates += answer.duplicates;
  tally.rejected += answer.rejected;
  if (again) tally.sentAgain += answer.duplicates;
  let listed = 0;
  for (const result of answer.results) {
    if (result.status === 'duplicate') {
      if (result.conflict) tally.conflicts++;
      continue;
    }
    listed++;
    const text = result.errors.map(({ path, message }) => (path ? `${path} ${message}` : message)).join('; ');
    addReason(tally, text, places[result.index]);
  }
  for (; listed < answer.rejected; listed++) addReason(tally, 'the server did not say why');
}

/** Adds a line of the file that is no event. */
export function addFault(tally: Tally, fault: string, place: number): void {
  tally.rejected++;
  tally.unsent++;
  addReason(tally, fault, place);
}

function addReason({ reasons }: Tally, said: string, place?: number): void {
  // It may hold text of the event, which a terminal should not obey.
  const text = said.replace(/\p{Cc}/gu, ' ').slice(0, LONGEST_REASON);
  const known = reasons.some((reason) => reason.text === text);
  const name = known || reasons.length < MOST_REASONS ? text : OTHER;
  let reason = reasons.find((one) => one.text === name);
  if (!reason) {
    reason = { text: name, count: 0, places: [] };
    reasons.push(reason);
  }
  reason.count++;
  if (place !== undefined && reason.places.length < MOST_PLACES) reason.places.push(place);
}

/**
 * The end of an import in words, lines each ended.
 * @param unit what the file is numbered by: `line` or `element`
 */
export function summary(tally: Tally, unit: string): string {
  const { read, accepted, duplicates, conflicts, sentAgain, rejected, unsent, reasons } = tally;
  const lines = [
    `${counted(read, 'event')} read: ${grouped(accepted)} accepted, ${counted(duplicates, 'duplicate')}, ` +
      `${grouped(rejected)} rejected`,
  ];
  if (conflicts > 0) {
    lines.push(
      `Of the duplicates ${grouped(conflicts)} differ from what is stored under their source and id: what is stored stays.`,
    );
  }
  if (sentAgain > 0) {
    lines.push(
      `Of the duplicates ${grouped(sentAgain)} were sent again after an interruption: they may be this import's own.`,
    );
  }
  if (rejected > 0) {
    lines.push('Rejected, by reason:');
    const width = Math.max(...reasons.map(({ count }) => grouped(count).length));
    for (const { text, count, places } of [...reasons].sort((a, b) => b.count - a.count)) {
      lines.push(`  ${grouped(count).padStart(width)}  ${text} (${placesText(count, places, unit)})`);
    }
    if (rejected > unsent) lines.push('What the server rejected is in its quarantine, with the reason.');
  }
  return lines.map((line) => `${line}\n`).join('');
}

function placesText(count: number, places: readonly number[], unit: string): string {
  if (places.length === 0) return `${unit} not known`;
  return `${unit}${count === 1 ? '' : 's'} ${places.join(', ')}${count > places.length ? ', …' : ''}`;
}
