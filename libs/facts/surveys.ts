import { earliestOfEach, meant, type Ordered } from './order.js';

/** A survey.sent or survey.answered under one responseId. */
export interface SurveyFact extends Ordered {
  position: number;
  event: 'sent' | 'answered';
}

/**
 * Settles everything that was published under one responseId: of several invitations of one source the earliest
 * counts, likewise of several answers; an answer refers to the invitation of its own source, else to the earliest of
 * any. An answer dated before its invitation answers it all the same.
 * @returns for each fact that counts, by position: of an invitation when it was first answered, null if it was not;
 *   of an answer null
 */
export function resolveSurvey(facts: readonly SurveyFact[]): Map<number, number | null> {
  const sent = earliestOfEach(
    facts.filter(({ event }) => event === 'sent'),
    ({ source }) => source,
  );
  const answers = earliestOfEach(
    facts.filter(({ event }) => event === 'answered'),
    ({ source }) => source,
  );
  const counting = new Map<number, number | null>();
  for (const { position } of sent.values()) counting.set(position, null);
  for (const answer of answers.values()) {
    counting.set(answer.position, null);
    const invitation = meant(answer.source, sent);
    if (!invitation) continue;
    const known = counting.get(invitation.position) ?? null;
    if (known === null || answer.time < known) counting.set(invitation.position, answer.time);
  }
  return counting;
}
