import { parseEvent } from '../events/index.js';
import { DEMONSTRATION_EVENTS, type DemonstrationEvent, demonstrationEvents } from './index.js';
import { at, byPerson, collector, firstById, registered } from './testing/published.js';
import {
  customerShare,
  familyShares,
  type ImpactGroup,
  impactByResponse,
  scores,
  together,
} from './testing/study-figures.js';

const DAY = 24 * 60 * 60_000;

const first = collector();
/** Of the second population, which scale 2 tells after the first: identities known from the first, and the study's customers. */
const known: string[] = [];
let moved = 0;
let events = 0;
let late = 0;
const failures: string[] = [];
const differences: string[] = [];
const outside: string[] = [];

beforeAll(() => {
  const twice = demonstrationEvents({ scale: 2 });
  const now = Date.parse('2026-01-01T00:00:00Z') * 1000;
  let newest = 0;
  for (const event of demonstrationEvents()) {
    events++;
    const again = twice.next().value as DemonstrationEvent;
    if (JSON.stringify(event) !== JSON.stringify(again)) differences.push(event.id);
    const parsed = parseEvent(event, { now, reportingCurrency: 'USD' });
    if (!parsed.ok) failures.push(JSON.stringify([event, parsed.errors]));
    if (event.time < '2024-01-01' || event.time >= '2026-01-01') outside.push(event.time);
    if (at(event) < newest - DAY) late++;
    newest = Math.max(newest, at(event));
    first.add(event);
  }
  for (const { source, id } of twice) {
    if (first.has(source, id)) known.push(id);
    if (id.startsWith('social-care-')) moved++;
  }
}, 300_000);

/** Of the groups by response those that had one, and the one that had none. */
function answeredAndNot(groups: Map<string, ImpactGroup>) {
  const answered = [...groups].filter(([name]) => name !== 'never').map(([, group]) => group);
  return { answered: together(answered), unanswered: groups.get('never') as ImpactGroup };
}

describe('the events', () => {
  test('are as many as the constant says, which progress is measured by', () => {
    expect(events).toBe(DEMONSTRATION_EVENTS);
    expect(first.distinct()).toBeGreaterThanOrEqual(500_000);
  });

  test('are the same each time, and those of a larger scale begin with them', () => {
    expect(differences).toEqual([]);
  });

  test('of a larger scale are of other customers, ten thousand of the study’s among each 50,000', () => {
    expect(known).toEqual([]);
    // Some of them are published twice, which is why there may be a few more.
    expect(moved).toBeGreaterThanOrEqual(10_000);
    expect(moved).toBeLessThan(10_200);
  });

  test('are others with another seed', () => {
    const firstCustomer = (seed?: number) => {
      for (const event of demonstrationEvents({ seed })) {
        if (event.type === 'lifeledger.customer.registered.v1') return JSON.stringify(event);
      }
    };
    expect(firstCustomer(7)).not.toBe(firstCustomer());
  });

  test('are all valid, and all lie in 2024-01 to 2025-12', () => {
    expect(failures).toEqual([]);
    expect(outside).toEqual([]);
  });

  test('are of every type but erasure', () => {
    expect(first.types().sort()).toEqual([
      'acquisition.spend',
      'complaint.answered',
      'complaint.opened',
      'complaint.reopened',
      'complaint.resolved',
      'contact.answered',
      'contact.received',
      'contact.resolved',
      'contact.transferred',
      'content.engagement',
      'customer.acquired',
      'customer.merged',
      'customer.registered',
      'event.voided',
      'fx.rate',
      'lead.captured',
      'mention.published',
      'purchase.completed',
      'purchase.refunded',
      'subscription.cancelled',
      'subscription.changed',
      'subscription.started',
      'survey.answered',
      'survey.sent',
    ]);
  });
});

describe('the company', () => {
  test('has 50,000 buyers and more in five countries, each in its currency, with a rate into dollars', () => {
    expect(byPerson(first.of, first.of('purchase.completed')).size).toBeGreaterThanOrEqual(50_000);
    expect(new Set(registered(first.of, 'country').values())).toEqual(
      new Set(['US', 'DE', 'GB', 'PL', 'SE']),
    );
    const currencies = new Set(first.of('purchase.completed').map(({ data }) => data.currency));
    expect(currencies).toEqual(new Set(['USD', 'EUR', 'GBP', 'PLN', 'SEK']));
    const rates = first.of('fx.rate').map(({ data }) => data as { from: string; to: string; date: string });
    for (const currency of ['EUR', 'GBP', 'PLN', 'SEK']) {
      expect(
        rates.some(({ from, to, date }) => from === currency && to === 'USD' && date < '2024-01-01'),
      ).toBe(true);
    }
  });

  test('sells most in December, and to most customers more than once a year', () => {
    const months = new Map<string, number>();
    for (const { time } of first.of('purchase.completed')) {
      const month = time.slice(5, 7);
      months.set(month, (months.get(month) ?? 0) + 1);
    }
    const [most] = [...months].sort((a, b) => b[1] - a[1]);
    expect(most[0]).toBe('12');
    const buyers = [...byPerson(first.of, first.of('purchase.completed')).values()];
    expect(buyers.filter(({ length }) => length > 1).length / buyers.length).toBeGreaterThan(0.5);
  });

  test('keeps customers by what brought them: of the referred more come back than of the networks', () => {
    const purchases = byPerson(first.of, first.of('purchase.completed'));
    const meanOf = (channel: string) => {
      const brought = first.of('customer.acquired').filter(({ data }) => data.channel === channel);
      const bought = brought.map(({ subject }) => purchases.get(subject as string)?.length ?? 0);
      return bought.reduce((sum, count) => sum + count, 0) / bought.length;
    };
    expect(meanOf('referral')).toBeGreaterThan(1.3 * meanOf('social-ads'));
  });
});

describe('what goes wrong', () => {
  test('events come late, twice, and contradict one another', () => {
    expect(late).toBeGreaterThan(1_000);
    expect(first.repeated()).toBeGreaterThan(1_000);
    const received = firstById(first.of('contact.received'), 'contactId');
    expect(first.of('contact.received').length).toBeGreaterThan(received.size);
    const early = first
      .of('contact.answered')
      .filter(
        (answer) => at(answer) < at(received.get(answer.data.contactId as string) as DemonstrationEvent),
      );
    expect(early.length).toBeGreaterThan(10);
  });

  test('refunds exceed their purchase, name another currency, and find no purchase', () => {
    const paid = new Map<string, { amount: number; currency: unknown }>();
    for (const { data } of first.of('purchase.completed')) {
      paid.set(`${data.orderId} ${data.lineId}`, { amount: Number(data.amount), currency: data.currency });
    }
    const refunds = first.of('purchase.refunded').map(({ data }) => ({
      data,
      purchase: paid.get(`${data.orderId} ${data.lineId}`),
    }));
    const other = refunds.filter(({ data, purchase }) => purchase && purchase.currency !== data.currency);
    const above = refunds.filter(
      ({ data, purchase }) =>
        purchase && purchase.currency === data.currency && Number(data.amount) > purchase.amount,
    );
    const unknown = refunds.filter(({ purchase }) => !purchase);
    for (const found of [other, above, unknown]) expect(found.length).toBeGreaterThan(10);
  });

  test('what is merged and what is voided is there', () => {
    for (const { data } of first.of('event.voided')) {
      expect(first.has(data.source as string, data.id as string)).toBe(true);
    }
    const subjects = new Set(first.of('purchase.completed').map(({ subject }) => subject));
    for (const { subject } of first.of('customer.merged')) expect(subjects.has(subject)).toBe(true);
  });
});

// As test/support/study.ts has them, which is compared with the study itself.
describe('the study’s figures', () => {
  const { of } = first;
  let groups: Map<string, ImpactGroup>;
  beforeAll(() => {
    const segments = registered(of, 'segment');
    groups = impactByResponse(of, (_complaint, person) => segments.get(person) === 'social-care');
  });

  test('10,000 customers who had bought in the 90 days before', () => {
    const all = together(groups.values());
    expect(all).toMatchObject({ customers: 10_000, boughtBefore: 10_000 });
  });

  test('they are all who complain in social channels, by their first complaint', () => {
    const social = impactByResponse(of, ({ data }) => data.channel === 'social');
    expect(social).toEqual(groups);
  });

  test('unanswered: 29 % complained again, 23 % stopped buying', () => {
    const { unanswered } = answeredAndNot(groups);
    expect(unanswered.complainedAgain / unanswered.customers).toBe(0.29);
    expect(unanswered.stoppedBuying / unanswered.boughtBefore).toBe(0.23);
  });

  test('answered: 45 % satisfied, 38 % wrote a positive review, 34 % recommended', () => {
    const { answered } = answeredAndNot(groups);
    expect(answered.satisfied / answered.customers).toBe(0.45);
    expect(answered.positiveReview / answered.customers).toBe(0.38);
    expect(answered.recommended / answered.customers).toBe(0.34);
  });

  test('answered within 30 minutes: satisfied 1.8 to 2.0 times as often as after a week or more', () => {
    const share = (name: string) => {
      const { satisfied, customers } = groups.get(name) as ImpactGroup;
      return satisfied / customers;
    };
    expect(share('≤30m') / share('≥1w')).toBeGreaterThanOrEqual(1.8);
    expect(share('≤30m') / share('≥1w')).toBeLessThanOrEqual(2);
  });

  test('contacts move from voice 87, online 11, social 2 to 63, 16 and 21 %', () => {
    expect(familyShares(of, '2024-01-01', '2024-07-01')).toEqual({ voice: 0.87, online: 0.11, social: 0.02 });
    expect(familyShares(of, '2025-07-01', '2026-01-01')).toEqual({ voice: 0.63, online: 0.16, social: 0.21 });
  });

  test.each([
    ['chat', 0.21, 0.14],
    ['social', 0.05, 0.02],
    ['ivr', 0.11, 0.08],
  ])(
    'of those who made contact in 2024-Q2, %s was used by %d of the younger and %d of the older',
    (...row) => {
      const [channel, younger, older] = row;
      const quarter = [channel, '2024-04-01', '2024-07-01'] as const;
      expect(customerShare(of, 'born-after-1981', ...quarter)).toBe(younger);
      expect(customerShare(of, 'older', ...quarter)).toBe(older);
    },
  );

  test('CSAT at the touchpoint trade-in: 30 fours and 50 fives of 112 answers, 71.43', () => {
    const given = scores(of, 'trade-in', '2025-03-01', '2025-04-01');
    expect(given).toHaveLength(112);
    expect(given.filter((score) => score === 4)).toHaveLength(30);
    expect(given.filter((score) => score === 5)).toHaveLength(50);
    expect(scores(of, 'trade-in', '2024-01-01', '2026-01-01')).toHaveLength(112);
  });

  test.each([
    [2024, 23],
    [2025, 32],
  ])('NPS at the touchpoint relationship in %d is %d', (year, nps) => {
    const given = scores(of, 'relationship', `${year}-01-01`, `${year + 1}-01-01`);
    const promoters = given.filter((score) => score >= 9).length;
    const detractors = given.filter((score) => score <= 6).length;
    expect((100 * (promoters - detractors)) / given.length).toBe(nps);
  });
});
