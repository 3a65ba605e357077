import Big from 'big.js';
import { type Case, resolution } from './cases.js';
import { ZERO } from './exact.js';
import type { World } from './world.js';

/** A contact or complaint of a person, with what it is split by. */
export interface OwnCase extends Case {
  person: string;
  /** Of the customer and of the case. */
  dimensions: Record<string, string>;
  /** Of a contact: what it cost. Of a complaint: the compensation. */
  cost: Big;
}

const FAMILIES: Record<string, string[]> = {
  voice: ['voice', 'ivr'],
  online: ['email', 'chat', 'messenger', 'web', 'app', 'self-service', 'sms'],
  social: ['social'],
  other: ['in-person', 'post', 'other'],
};

/** The contacts or complaints of everybody. */
export function casesOfPeople({ people, settings }: World, kind: Case['kind']): OwnCase[] {
  return people.flatMap((person) =>
    (kind === 'contact' ? person.contacts : person.complaints).map((one) => {
      const { channel, topic, touchpoint, product } = one;
      const channelFamily = Object.keys(FAMILIES).find((name) => FAMILIES[name]?.includes(channel));
      const unit = kind === 'contact' ? Big(settings.unitCosts[channel] ?? 0) : ZERO;
      return {
        ...one,
        person: person.id,
        dimensions: {
          ...person.dimensions,
          ...{ channel, topic, touchpoint, product },
          channelFamily: channelFamily ?? 'unknown',
        },
        cost: resolution(one)?.spent ?? unit,
      };
    }),
  );
}
