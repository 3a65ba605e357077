import type Big from 'big.js';
import fc from 'fast-check';
import { histories, settings } from '../../test/support/histories.js';
import { type Ledger, openLedger } from '../../test/support/ledger.js';
import type { PublishedEvent } from '../../test/support/plain-calculation/index.js';
import { type Person, type World, world } from '../../test/support/plain-calculation/world.js';
import { rows, withConnection } from '../database/index.js';
import { standingNow, tablesOf } from '../projections/index.js';
import { loadCompany, readHistory, type VisibleHistory, visibleCompany, visibleHistory } from './index.js';

/* Every part of every history, not only what some metric makes of it, against the plain reading of the same events. */

const RUNS = Number(process.env.ORDER_FREE_RUNS ?? 25);

const arrivals = histories.chain((events) =>
  fc.record({
    events: fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
    cut: fc.nat({ max: events.length }),
    batchSize: fc.constantFrom(1, 3, 7, 5_000),
  }),
);

const units = (amount: Big | undefined) =>
  amount === undefined ? null : BigInt(amount.times(10_000).toFixed(0));
/** Steps of different subscriptions at one instant are in no order. */
const bySubscription = <T extends { time: number; subscription: string }>(steps: readonly T[]): T[] =>
  [...steps].sort(
    (a, b) =>
      a.time - b.time || (a.subscription < b.subscription ? -1 : a.subscription > b.subscription ? 1 : 0),
  );

/** What must be in a person's history. */
function expected(person: Person) {
  const { contacts, complaints, invitations, answers, mentions, recurring, lead } = person;
  const cases = (all: Person['contacts']) =>
    all.map(({ kind: _, subject: __, source: ___, steps, ...rest }) => ({
      ...rest,
      steps: steps.map(({ kind, time, spent }) => ({ kind, time, amount: units(spent) })),
    }));
  return {
    dimensions: Object.values(person.dimensions),
    purchases: person.purchaseTimes,
    contacts: cases(contacts),
    complaints: cases(complaints),
    costs: person.serviceCosts.reduce((sum, { amount }) => sum + (units(amount) as bigint), 0n),
    invitations: invitations.map(({ subject: _, answered, ...rest }) => ({
      ...rest,
      answered: answered ?? null,
    })),
    answers: answers.map(({ subject: _, about, ...rest }) => ({
      ...rest,
      about: about ? [about.source, about.id, about.time] : null,
    })),
    mentions: mentions.map(({ subject: _, ...rest }) => rest),
    recurring: bySubscription(
      recurring.map(({ subscription, time, mrr }) => {
        const [source, id] = JSON.parse(subscription) as [string, string];
        return { time, subscription: `${source.length}:${source}${id}`, mrr: units(mrr) };
      }),
    ),
    lead: lead ?? null,
  };
}

/** The same of what is kept. @param openings by position: source, id and time of each contact and complaint */
function found(history: VisibleHistory, openings: ReadonlyMap<number, unknown>): ReturnType<typeof expected> {
  const { contacts, complaints, invitations, answers, mentions, recurring, lead } = history;
  const cases = (all: VisibleHistory['contacts']) =>
    all.map(({ position: _, steps, ...rest }) => ({
      ...rest,
      steps: steps.map(({ kind, time, amount }) => ({ kind, time, amount })),
    }));
  const leadFields = ({ time, channel, campaign }: NonNullable<typeof lead>) => ({ time, channel, campaign });
  return {
    dimensions: [...history.dimensions],
    purchases: history.purchases.map(({ time }) => time),
    contacts: cases(contacts) as never,
    complaints: cases(complaints) as never,
    costs: history.serviceCosts.reduce((sum, { amount }) => sum + amount, 0n),
    invitations: invitations.map(({ position: _, ...rest }) => rest),
    answers: answers.map(({ position: _, about, ...rest }) => ({
      ...rest,
      about: about === null ? null : (openings.get(about) as never),
    })),
    mentions: mentions.map(({ position: _, ...rest }) => rest),
    recurring: bySubscription(recurring.map(({ time, subscription, mrr }) => ({ time, subscription, mrr }))),
    lead: lead && leadFields(lead),
  };
}

/** Whether anything is left of a history at its instant: those who are only registered are left out of the comparison. */
function isSomebody({ dimensions: _, costs: __, ...parts }: ReturnType<typeof expected>): boolean {
  return Object.values(parts).some((part) => part !== null && (!Array.isArray(part) || part.length > 0));
}

async function kept(ledger: Ledger, asOf: number) {
  return withConnection(ledger.dataSource, async (connection) => {
    const standing = await standingNow(ledger.dataSource, ledger.projection.name);
    const tables = tablesOf(standing?.generation as number);
    const openings = new Map(
      (
        await rows<[number, string, string, number]>(
          connection,
          `select position, source, case_id, time from ${tables('cases')}`,
        )
      ).map(([position, source, id, time]) => [position, [source, id, time]]),
    );
    const documents = await rows<[string, string]>(
      connection,
      `select person, history from ${tables('customers')} order by person`,
    );
    const people = documents
      .map(([person, text]) => {
        const visible = visibleHistory(readHistory(text), asOf, ledger.settings.unitCosts);
        return [person, found(visible, openings)] as const;
      })
      .filter(([, history]) => isSomebody(history));
    return {
      people: Object.fromEntries(people),
      company: visibleCompany(await loadCompany(connection, tables, ledger.settings), asOf),
    };
  });
}

function expectedPeople({ people }: World) {
  return Object.fromEntries(people.map((person) => [person.id, expected(person)]));
}

test('histories and company = plain reading of the log, for any order of arrival and batch borders', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, settings(), async ({ events, cut, batchSize }, given) => {
      const ledger = await openLedger({ ...given, batchSize });
      try {
        ledger.start();
        await ledger.publish(events.slice(0, cut).map(published));
        await ledger.caughtUp();
        await ledger.publish(events.slice(cut).map(published));
        await ledger.caughtUp();
        expect(ledger.reports).toEqual([]);

        const plain = world(events, given);
        const { people, company } = await kept(ledger, given.asOf);
        expect(people).toEqual(expectedPeople(plain));
        expect(company.spends.map(({ position: _, unconverted: __, ...spend }) => spend)).toEqual(
          plain.spends.map((spend) => ({ ...spend, amount: units(spend.amount) })),
        );
        expect(
          company.posts.map(({ network, counts }) => ({
            network,
            counts: counts.map(({ position: _, ...count }) => count),
          })),
        ).toEqual(plain.posts);
      } finally {
        await ledger.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: process.env.CI !== undefined },
  );
}, 600_000);

function published(event: PublishedEvent): object {
  return { specversion: '1.0', ...event };
}
