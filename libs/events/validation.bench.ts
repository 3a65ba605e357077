/**
 * How fast events are checked: `node dist/libs/events/validation.bench.js` after `npm run build`.
 * Prints checks per second of purchase.completed by class-validator's validateSync and by the compiled
 * validation, their ratio, and whole events per second from parsed and from unparsed JSON.
 */
import { validateSync } from 'class-validator';
import { PurchaseCompleted } from './catalogue/purchase-completed.js';
import { findEventType } from './catalogue.js';
import { parseJson, stringifyJson } from './json.js';
import type { FieldError } from './ledger-event.js';
import { parseEvent } from './parse-event.js';

const SECONDS = 2;
const BATCH = 1000;

const entry = findEventType('lifeledger.purchase.completed.v1')!;
const context = { now: Date.now() * 1000, reportingCurrency: 'USD', suspicious: false };
const data = entry.example.data as Record<string, unknown>;
const instance = Object.assign(new PurchaseCompleted(), data);
const text = stringifyJson(entry.example);
const errors: FieldError[] = [];

const byLibrary = perSecond(() => validateSync(instance).length === 0);
const compiled = perSecond(() => {
  entry.validate(data, errors);
  return errors.length === 0;
});
const parsed = perSecond(() => parseEvent(entry.example, context).ok);
const fromText = perSecond(() => {
  const { value, suspicious } = parseJson(text);
  return parseEvent(value, { ...context, suspicious }).ok;
});

console.log(`validateSync        ${format(byLibrary)} events/s`);
console.log(
  `compiled validation ${format(compiled)} events/s, ${(compiled / byLibrary).toFixed(0)} times as fast`,
);
console.log(`parseEvent          ${format(parsed)} events/s`);
console.log(`parseJson, parseEvent of ${text.length} characters ${format(fromText)} events/s`);

/** Runs for two seconds after a warm-up of half a second. */
function perSecond(work: () => boolean): number {
  run(work, 0.5);
  return run(work, SECONDS);
}

function run(work: () => boolean, seconds: number): number {
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    for (let i = 0; i < BATCH; i++) if (!work()) throw new Error('the example must be valid');
    count += BATCH;
    elapsed = (performance.now() - start) / 1000;
  }
  return count / elapsed;
}

function format(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en');
}
