import { type Connection, rows } from '../database/index.js';
import type { SurveyKind } from '../events/index.js';
import { parseAmount } from '../money/index.js';
import type { Tables } from '../projections/index.js';
import { type Conversion, unconvertedOf } from './conversion.js';
import type { History } from './history.js';
import type { Ordered } from './order.js';
import { type OriginFact, type RegistrationFact, UNKNOWN } from './profile.js';

type Text = string | null;

/** What each part is kept of, in the order in which it is read. */
interface Fields {
  registration: [segment: Text, country: Text, generation: Text];
  origin: [kind: OriginFact['kind'], channel: string, campaign: Text];
  invitation: [kind: SurveyKind, touchpoint: Text, product: Text, employee: Text, answered: number | null];
  answer: [
    kind: SurveyKind,
    score: number,
    min: number,
    max: number,
    higherIsEasier: boolean | null,
    touchpoint: Text,
    product: Text,
    employee: Text,
    about: number | null,
  ];
  mention: [
    network: string,
    authorKind: string,
    sentiment: string,
    recommends: boolean,
    reach: number,
    product: Text,
  ];
  recurring: [source: string, subscriptionId: string, mrr: Text, currency: string];
}

/** A fact of a person beside purchases and cases. */
export type OtherFact = {
  [Part in keyof Fields]: Ordered & { subject: string; position: number; part: Part; fields: Fields[Part] };
}[keyof Fields];

/** The parts of a history that these facts make. */
export type OtherParts = Pick<History, 'invitations' | 'answers' | 'mentions' | 'recurring'> & {
  registrations: RegistrationFact[];
  origins: (OriginFact & { position: number })[];
};

/** What counts of these subjects beside purchases and cases, in time order, by one statement: most have little of it. */
export async function loadOtherFacts(
  connection: Connection,
  tables: Tables,
  subjects: readonly string[],
): Promise<OtherFact[]> {
  const found = await rows<[string, number, string, string, number, OtherFact['part'], string]>(
    connection,
    `select subject, position, source, id, time, 'registration', json_build_array(segment, country, generation)
     from ${tables('registrations')} where subject = any($1::text[]) and not voided
     union all
     select subject, position, source, id, time, 'origin', json_build_array(kind, channel, campaign)
     from ${tables('origins')} where subject = any($1::text[]) and not voided
     union all
     select subject, position, source, id, time, 'invitation', json_build_array(
       kind, touchpoint, product, employee, (extract(epoch from answered) * 1000000)::bigint)
     from ${tables('surveys')} where subject = any($1::text[]) and event = 'sent' and counts and not voided
     union all
     select subject, position, source, id, time, 'answer', json_build_array(
       kind, score, min, max, higher_is_easier, touchpoint, product, employee, about)
     from ${tables('surveys')} where subject = any($1::text[]) and event = 'answered' and counts and not voided
     union all
     select subject, position, source, id, time, 'mention', json_build_array(
       network, author_kind, sentiment, recommends, reach, product)
     from ${tables('mentions')} where subject = any($1::text[]) and counts and not voided
     union all
     select run_subject, position, source, id, time, 'recurring', json_build_array(
       run_source, subscription_id, mrr::text, run_currency)
     from ${tables('subscription_events')} where run_subject = any($1::text[])
     order by time, source, id`,
    [subjects],
  );
  return found.map(
    ([subject, position, source, id, time, part, fields]) =>
      ({ subject, position, source, id, time, part, fields: JSON.parse(fields) }) as OtherFact,
  );
}

/** Puts a fact where it belongs in its person's history. */
export function addOtherFact(parts: OtherParts, fact: OtherFact, money: Conversion): void {
  const { position, time, source, id } = fact;
  switch (fact.part) {
    case 'registration': {
      const [segment, country, generation] = fact.fields;
      parts.registrations.push({ source, id, time, segment, country, generation });
      break;
    }
    case 'origin': {
      const [kind, channel, campaign] = fact.fields;
      parts.origins.push({ position, source, id, time, kind, channel, campaign });
      break;
    }
    case 'invitation': {
      const [kind, touchpoint, product, employee, answered] = fact.fields;
      parts.invitations.push({ position, time, kind, ...named({ touchpoint, product, employee }), answered });
      break;
    }
    case 'answer': {
      const [kind, score, min, max, higherIsEasier, touchpoint, product, employee, about] = fact.fields;
      parts.answers.push({
        position,
        time,
        kind,
        score,
        min,
        max,
        higherIsEasier: higherIsEasier ?? false,
        ...named({ touchpoint, product, employee }),
        about,
      });
      break;
    }
    case 'mention': {
      const [network, authorKind, sentiment, recommends, reach, product] = fact.fields;
      parts.mentions.push({
        position,
        time,
        network,
        authorKind,
        sentiment,
        recommends,
        reach,
        ...named({ product }),
      });
      break;
    }
    case 'recurring': {
      const [subscribedAt, subscriptionId, mrr, currency] = fact.fields;
      const amount = mrr === null ? 0n : parseAmount(mrr);
      // A cancellation needs no rate.
      const converted = mrr === null ? 0n : money.at(amount, currency, time);
      parts.recurring.push({
        position,
        time,
        subscription: `${subscribedAt.length}:${subscribedAt}${subscriptionId}`,
        mrr: converted ?? 0n,
        unconverted: unconvertedOf(converted, amount, currency),
      });
      break;
    }
  }
}

function named<Name extends string>(texts: Record<Name, Text>): Record<Name, string> {
  return Object.fromEntries(
    Object.entries<Text>(texts).map(([name, text]) => [name, text ?? UNKNOWN]),
  ) as Record<Name, string>;
}
