import { type Connection, rows } from '../database/index.js';
import { parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import { type CaseOpening, type CaseStep, resolveCase, resolvedBefore } from './cases.js';
import type { ContradictionKind, Contradictions } from './contradictions.js';
import { groupBy } from './group-by.js';
import type { Outbox } from './outbox.js';
import type { FactSettings } from './settings.js';
import type { Touched } from './touched.js';

type StoredOpening = CaseOpening & {
  subject: string;
  caseKey: string;
  counts: boolean;
  steps: string | null;
  voided: boolean;
};

/** Settles the contacts and complaints that a batch touched: which openings count and which steps they take. */
export async function foldCases(
  connection: Connection,
  tables: Tables,
  touched: Touched,
  { reportingCurrency }: FactSettings,
  contradictions: Contradictions,
  outbox: Outbox,
): Promise<void> {
  const cases = outbox.own('cases', touched.cases);
  if (cases.size === 0) return;
  const ids = [...cases.keys()];
  const published = await loadOpenings(connection, tables, ids);
  const said = await loadSteps(connection, tables, ids);
  for (const { position, voided } of [...published, ...said]) if (voided) contradictions.examine(position);
  const openings = groupBy(published.filter(isThere), ({ caseKey }) => caseKey);
  const steps = groupBy(said.filter(isThere), ({ caseKey }) => caseKey);

  const changed: { position: number; counts: boolean; steps: string | null; foreign: boolean }[] = [];
  for (const { position, voided, counts, steps: kept } of published) {
    // As a row begins: what is settled does not tell when it was taken out.
    if (voided && (!counts || kept !== null)) {
      changed.push({ position, counts: true, steps: null, foreign: false });
    }
  }
  for (const [caseKey, ofCase] of openings) {
    const resolved = resolveCase(ofCase, steps.get(caseKey) ?? []);
    const repeated = caseKey.startsWith('contact ') ? 'repeated-contact' : 'repeated-complaint';
    for (const opening of ofCase) {
      const taken = resolved.get(opening.position);
      const counts = taken !== undefined;
      contradictions.examine(opening.position, ...(counts ? [] : ([repeated] as const)));
      examineSteps(opening, taken ?? [], contradictions);
      const text = taken && taken.length > 0 ? writeSteps(taken) : null;
      if (counts === opening.counts && text === opening.steps) continue;
      const foreign = (taken ?? []).some((s) => s.amount !== null && s.currency !== reportingCurrency);
      changed.push({ position: opening.position, counts, steps: text, foreign });
      touched.mark(opening.subject, cases.get(caseKey.slice(caseKey.indexOf(' ') + 1)) ?? opening.position);
    }
  }
  for (const [caseKey, ofCase] of steps) {
    if (openings.has(caseKey)) continue;
    const kind = caseKey.startsWith('contact ') ? 'step-without-contact' : 'step-without-complaint';
    for (const { position } of ofCase) contradictions.examine(position, kind);
  }
  if (changed.length === 0) return;
  await connection.query(
    `update ${tables('cases')} t set counts = c.counts, steps = c.steps, foreign_money = c.foreign_money
     from unnest($1::bigint[], $2::boolean[], $3::json[], $4::boolean[]) as c(position, counts, steps, foreign_money)
     where t.position = c.position`,
    [
      changed.map((c) => c.position),
      changed.map((c) => c.counts),
      changed.map((c) => c.steps),
      changed.map((c) => c.foreign),
    ],
  );
}

function isThere({ voided }: { voided: boolean }): boolean {
  return !voided;
}

function examineSteps(
  opening: CaseOpening,
  steps: readonly CaseStep[],
  contradictions: Contradictions,
): void {
  const answer =
    steps.find(({ kind }) => kind === 'answered') ?? steps.find(({ kind }) => kind === 'resolved');
  const resolved = resolvedBefore(steps);
  steps.forEach((step, i) => {
    const kinds: ContradictionKind[] = [];
    if (step.time < opening.time) kinds.push('step-before-opening');
    if (step.kind === 'resolved' && step === answer) kinds.push('resolution-without-answer');
    if (step.kind === 'resolved' && resolved[i]) kinds.push('repeated-resolution');
    if (step.kind === 'reopened' && !resolved[i]) kinds.push('reopening-without-resolution');
    contradictions.examine(step.position, ...kinds);
  });
}

async function loadOpenings(connection: Connection, tables: Tables, ids: string[]): Promise<StoredOpening[]> {
  const found = await rows<
    [number, string, string, number, string, string, string, boolean, string | null, boolean]
  >(
    connection,
    `select position, source, id, time, subject, kind, case_id, counts, steps, voided
     from ${tables('cases')} where case_id = any($1::text[])`,
    [ids],
  );
  return found.map(([position, source, id, time, subject, kind, caseId, counts, steps, voided]) => ({
    position,
    source,
    id,
    time,
    subject,
    caseKey: `${kind} ${caseId}`,
    counts,
    steps,
    voided,
  }));
}

async function loadSteps(
  connection: Connection,
  tables: Tables,
  ids: string[],
): Promise<(CaseStep & { caseKey: string; voided: boolean })[]> {
  const found = await rows<
    [number, string, string, number, string, string, CaseStep['kind'], string | null, string | null, boolean]
  >(
    connection,
    `select position, source, id, time, kind, case_id, step, amount, currency, voided
     from ${tables('case_steps')} where case_id = any($1::text[])`,
    [ids],
  );
  return found.map(([position, source, id, time, kind, caseId, step, amount, currency, voided]) => ({
    position,
    source,
    id,
    time,
    caseKey: `${kind} ${caseId}`,
    kind: step,
    amount: amount === null ? null : parseAmount(amount),
    currency,
    voided,
  }));
}

/** A step as its case's row keeps it, without what only settling needed. */
export type KeptStep = Omit<CaseStep, 'source' | 'id'>;

/** Steps as a case's row keeps them: [position, time, kind, amount, currency]. */
function writeSteps(steps: readonly CaseStep[]): string {
  return JSON.stringify(
    steps.map(({ position, time, kind, amount, currency }) => [
      position,
      time,
      kind,
      amount === null ? null : `${amount}`,
      currency,
    ]),
  );
}

/** Reads what a case's row keeps. */
export function readSteps(text: string | null): KeptStep[] {
  if (text === null) return [];
  return (JSON.parse(text) as [number, number, CaseStep['kind'], string | null, string | null][]).map(
    ([position, time, kind, amount, currency]) => ({
      position,
      time,
      kind,
      amount: amount === null ? null : BigInt(amount),
      currency,
    }),
  );
}
