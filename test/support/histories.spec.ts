import fc from 'fast-check';
import { catalogue, parseEvent } from '../../libs/events/index.js';
import { histories } from './histories.js';

/** Published by administrators, not by a history: nothing else is left out. */
const LEFT_OUT = ['lifeledger.customer.erased.v1'];

test('histories are valid by the catalogue, and hold every type of it', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(histories, (events) => {
      for (const event of events) {
        seen.add(event.type);
        const parsed = parseEvent(
          { specversion: '1.0', ...event },
          { now: Date.now() * 1000, reportingCurrency: 'USD' },
        );
        if (!parsed.ok) throw new Error(JSON.stringify([event, parsed.errors]));
      }
    }),
  );
  const types = catalogue.map(({ type }) => type).filter((type) => !LEFT_OUT.includes(type));
  expect([...seen].sort()).toEqual(types.sort());
});
