import type { Case } from './cases.js';
import { sourceMeant } from './references.js';
import type { Standing } from './standing-events.js';

type Kind = 'csat' | 'nps' | 'ces';

export interface Invitation {
  subject: string;
  time: number;
  kind: Kind;
  touchpoint: string;
  product: string;
  employee: string;
  /** When the earliest answer to it was given; undefined when there is none. */
  answered: number | undefined;
}

export interface Answer {
  subject: string;
  time: number;
  kind: Kind;
  score: number;
  min: number;
  max: number;
  /** Whether a high score means little effort. */
  higherIsEasier: boolean;
  touchpoint: string;
  product: string;
  employee: string;
  /** The contact or complaint asked about, one of those given. */
  about: Case | undefined;
}

const SCALES: Record<Kind, [min: number, max: number]> = { csat: [1, 5], nps: [0, 10], ces: [1, 7] };

/** All invitations, with answers at any time. `events` in order of time. */
export function invitations(events: Standing[]): Invitation[] {
  const sent = events.filter(({ type }) => type === 'survey.sent');
  const answered = events.filter(({ type }) => type === 'survey.answered');
  return sent.map((invitation) => ({
    ...asked(invitation),
    answered: answered.find(
      (answer) =>
        answer.data.responseId === invitation.data.responseId &&
        sourceMeant(answer, sent, 'responseId') === invitation.source,
    )?.time,
  }));
}

/** All answers. `events` in order of time. */
export function answers(events: Standing[], contacts: Case[], complaints: Case[]): Answer[] {
  return events
    .filter(({ type }) => type === 'survey.answered')
    .map((answer) => {
      const { contactId, complaintId } = (answer.data.about ?? {}) as Record<string, string | undefined>;
      const usual = SCALES[answer.data.kind as Kind];
      return {
        ...asked(answer),
        score: Number(answer.data.score),
        min: Number(answer.data.min ?? usual[0]),
        max: Number(answer.data.max ?? usual[1]),
        higherIsEasier: answer.data.higherIsEasier === true,
        about:
          contactId === undefined
            ? caseMeant(answer, complaints, complaintId)
            : caseMeant(answer, contacts, contactId),
      };
    });
}

/** The case of the answer's own source, else the earliest; `all` in order of time. */
function caseMeant(answer: Standing, all: Case[], id: string | undefined): Case | undefined {
  const named = all.filter((one) => one.id === id);
  return named.find(({ source }) => source === answer.source) ?? named[0];
}

function asked({ subject, time, data }: Standing) {
  return {
    subject,
    time,
    kind: data.kind as Kind,
    touchpoint: String(data.touchpoint ?? 'unknown'),
    product: String(data.product ?? 'unknown'),
    employee: String(data.employee ?? 'unknown'),
  };
}
