import fc from 'fast-check';
import { isCellMetric, type Metric, metrics } from '../../libs/metrics/index.js';
import type { PublishedEvent, Query, Settings } from './plain-calculation/index.js';

const SOURCES = ['shop', 'till'];
const SUBJECTS = ['ann', 'bob', 'cem', 'dee', 'eva'];
const CHANNELS = ['voice', 'ivr', 'email', 'chat', 'social', 'in-person'];
const PRODUCTS = ['tea', 'cup'];
const TOPICS = ['bill', 'delivery'];
const TOUCHPOINTS = ['hotline', 'shop'];
const EMPLOYEES = ['kim', 'lee'];
const NETWORKS = ['mastodon', 'forum'];
const AUTHOR_KINDS = ['customer', 'former-customer', 'non-customer'];
/** The first instant of every history; they end a year and a half later. */
const START = Date.UTC(2023, 0, 1);
const DAYS = 540;

const subject = fc.constantFrom(...SUBJECTS);
const source = fc.constantFrom(...SOURCES);
const amount = fc.constantFrom('0.01', '1', '5.005', '10', '10.0001', '29.33', '100', '0.3333');
/** Mostly the reporting one: a refund in another currency than its purchase does not count. */
const currency = fc.constantFrom('USD', 'USD', 'USD', 'USD', 'EUR', 'EUR', 'GBP');
/** Few, so that they meet: shared by subjects and by sources. */
const oneOf = (prefix: string, count: number) => fc.nat({ max: count - 1 }).map((n) => `${prefix}${n}`);
const orderId = oneOf('order-', 3);
const lineId = fc.constantFrom('a', 'b');
const contactId = oneOf('contact-', 3);
const complaintId = oneOf('complaint-', 2);
const responseId = oneOf('response-', 4);
const subscriptionId = oneOf('subscription-', 2);
const acquisitionChannel = fc.constantFrom('search', 'referral');
const campaign = fc.constantFrom('spring', 'autumn');

/** Days on a grid of 30, so that two purchases are often exactly 90 days apart; sometimes a little off. */
const date = fc
  .oneof({ weight: 4, arbitrary: fc.nat({ max: DAYS / 30 }).map((n) => 30 * n) }, fc.nat({ max: DAYS }))
  .map((day) => new Date(START + day * 86_400_000).toISOString().slice(0, 10));

const time = fc
  .tuple(
    date,
    fc.constantFrom(
      '12:00:00',
      '12:00:00',
      '12:00:00',
      '00:00:00',
      '12:00:00.000001',
      '22:30:00',
      '23:59:59.999999',
    ),
    fc.constantFrom('Z', 'Z', 'Z', 'Z', '+02:00', '-03:00'),
  )
  .map(([day, clock, offset]) => `${day}T${clock}${offset}`);

type Kind = Pick<PublishedEvent, 'type' | 'data'> & { subject?: string };

/** Events of one type; `optional` fields are there or not. */
function kind(
  name: string,
  required: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
  about: fc.Arbitrary<string | undefined> = subject,
): fc.Arbitrary<Kind> {
  const data = fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) });
  return fc.tuple(about, data).map(([customer, fields]) => ({
    type: `lifeledger.${name}.v1`,
    ...(customer === undefined ? {} : { subject: customer }),
    data: fields as Record<string, unknown>,
  }));
}

const nobody = fc.constant(undefined);

const purchase = kind(
  'purchase.completed',
  { orderId, amount: fc.oneof({ weight: 9, arbitrary: amount }, fc.constant('0')) },
  {
    lineId,
    cost: amount,
    currency,
    channel: fc.constantFrom(...CHANNELS),
    product: fc.constantFrom(...PRODUCTS),
  },
);
const refund = kind(
  'purchase.refunded',
  { orderId, refundId: oneOf('refund-', 8), amount },
  { lineId, cost: amount, currency },
);
const rate = kind(
  'fx.rate',
  {
    from: fc.constantFrom('EUR', 'EUR', 'GBP', 'USD'),
    to: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
    rate: fc.constantFrom('1.1', '0.333333', '1.08345', '2'),
    date,
  },
  {},
  nobody,
).filter(({ data }) => data.from !== data.to);
const merge = kind('customer.merged', { into: subject });
const profile = kind(
  'customer.registered',
  {},
  {
    segment: fc.constantFrom('gold', 'basic'),
    country: fc.constantFrom('DE', 'BR'),
    birthYear: fc.constantFrom(1950, 1981, 1982, 2001),
  },
);
const service = fc.oneof(
  kind(
    'contact.received',
    { contactId, channel: fc.constantFrom(...CHANNELS) },
    {
      product: fc.constantFrom(...PRODUCTS),
      topic: fc.constantFrom(...TOPICS),
      touchpoint: fc.constantFrom(...TOUCHPOINTS),
    },
  ),
  kind('contact.answered', { contactId }),
  kind('contact.transferred', { contactId }),
  kind('contact.resolved', { contactId }, { cost: amount, currency }),
  kind(
    'complaint.opened',
    { complaintId, channel: fc.constantFrom(...CHANNELS) },
    { orderId, topic: fc.constantFrom(...TOPICS), product: fc.constantFrom(...PRODUCTS) },
  ),
  kind('complaint.answered', { complaintId }),
  kind('complaint.resolved', { complaintId }, { compensation: amount, currency }),
  kind('complaint.reopened', { complaintId }),
);
const oneComplaint = fc.constant('complaint-0');
/** Of one complaint, often enough that it is resolved and reopened by turns, and out of turn. */
const turn = fc.oneof(
  kind('complaint.opened', { complaintId: oneComplaint, channel: fc.constant('email') }),
  kind('complaint.resolved', { complaintId: oneComplaint }, { compensation: amount, currency }),
  kind('complaint.reopened', { complaintId: oneComplaint }),
);
const acquisition = fc.oneof(
  kind('customer.acquired', { channel: acquisitionChannel }, { campaign }),
  kind('lead.captured', { channel: acquisitionChannel }, { campaign }),
);
const asked = {
  touchpoint: fc.constantFrom(...TOUCHPOINTS),
  product: fc.constantFrom(...PRODUCTS),
  employee: fc.constantFrom(...EMPLOYEES),
};
const whole = (min: number, max: number) => fc.integer({ min, max });
/** A kind of survey with a score on its usual scale, or on another that is allowed. */
const score = fc.oneof(
  fc.record({ kind: fc.constant('csat'), score: whole(1, 5) }),
  fc.record({ kind: fc.constant('csat'), score: whole(1, 9), min: fc.constant(1), max: fc.constant(9) }),
  fc.record({ kind: fc.constant('nps'), score: whole(0, 10) }),
  fc.record({ kind: fc.constant('nps'), score: whole(1, 10), min: fc.constant(1) }),
  fc.record({ kind: fc.constant('ces'), score: whole(1, 7) }),
  fc.record({
    kind: fc.constant('ces'),
    score: whole(0, 100),
    min: fc.constant(0),
    max: fc.constant(100),
    higherIsEasier: fc.boolean(),
  }),
);
const about = fc.oneof(
  { weight: 2, arbitrary: contactId.map((id) => ({ contactId: id })) },
  { weight: 2, arbitrary: complaintId.map((id) => ({ complaintId: id })) },
  { weight: 1, arbitrary: orderId.map((id) => ({ orderId: id })) },
);
const survey = fc.oneof(
  {
    weight: 2,
    arbitrary: kind('survey.sent', { responseId, kind: fc.constantFrom('csat', 'nps', 'ces') }, asked),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(kind('survey.answered', { responseId }, { ...asked, about }), score)
      .map(([answer, given]): Kind => ({ ...answer, data: { ...answer.data, ...given } })),
  },
);
const mention = kind(
  'mention.published',
  {
    mentionId: oneOf('mention-', 6),
    network: fc.constantFrom(...NETWORKS),
    authorKind: fc.constantFrom(...AUTHOR_KINDS),
    sentiment: fc.constantFrom('positive', 'neutral', 'negative'),
  },
  { recommends: fc.boolean(), reach: fc.nat({ max: 1000 }), product: fc.constantFrom(...PRODUCTS) },
  fc.constantFrom(...SUBJECTS, 'somebody'),
);
const subscription = fc.oneof(
  {
    weight: 3,
    arbitrary: kind(
      'subscription.started',
      { subscriptionId, plan: fc.constant('a'), mrr: amount },
      { currency },
    ),
  },
  { weight: 2, arbitrary: kind('subscription.changed', { subscriptionId, mrr: amount }) },
  { weight: 2, arbitrary: kind('subscription.cancelled', { subscriptionId }) },
);
const spend = fc
  .tuple(
    kind(
      'acquisition.spend',
      { channel: acquisitionChannel, amount, from: date },
      { spendId: oneOf('spend-', 3), campaign, currency },
      nobody,
    ),
    fc.constantFrom(0, 1, 30, 99),
  )
  .map(([spent, days]): Kind => {
    const last = new Date(Date.parse(String(spent.data.from)) + days * 86_400_000);
    return { ...spent, data: { ...spent.data, to: last.toISOString().slice(0, 10) } };
  });
const likes = fc.nat({ max: 50 });
const engagement = kind(
  'content.engagement',
  { postId: oneOf('post-', 2), network: fc.constantFrom(...NETWORKS), followers: fc.nat({ max: 1000 }) },
  { likes, comments: likes, shares: likes, reactions: likes },
  nobody,
);

/** Of one of the first events: whether such an event exists, and on which side of it the void lies, is open. */
const retraction = kind('event.voided', { id: fc.nat({ max: 30 }).map((n) => `e${n}`) }, {}, nobody);

const anyEvent = fc.oneof(
  { weight: 12, arbitrary: purchase },
  { weight: 6, arbitrary: refund },
  { weight: 6, arbitrary: service },
  { weight: 4, arbitrary: turn },
  { weight: 2, arbitrary: rate },
  { weight: 2, arbitrary: merge },
  { weight: 2, arbitrary: profile },
  { weight: 2, arbitrary: acquisition },
  { weight: 5, arbitrary: survey },
  { weight: 2, arbitrary: mention },
  { weight: 4, arbitrary: subscription },
  { weight: 1, arbitrary: spend },
  { weight: 2, arbitrary: engagement },
  { weight: 1, arbitrary: retraction },
);

/**
 * Ids are mostly an event's own; some are taken again, which makes the event a duplicate with other content,
 * and some sort otherwise by UTF-8 bytes than by UTF-16 units.
 */
const idOf = fc.oneof(
  { weight: 12, arbitrary: fc.constant((index: number) => `e${index}`) },
  { weight: 1, arbitrary: fc.nat({ max: 10 }).map((n) => () => `e${n}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\u{1F600}', '\uFF5E').map((start) => (index: number) => start + index),
  },
);

/**
 * Histories of a handful of customers in stored order, valid by the catalogue and full of what goes wrong:
 * orders shared by customers and sources, refunds early, late and above the amount, merges in chains and
 * circles, voids, duplicates, equal times, currencies with and without rates, complaints resolved twice and reopened
 * unresolved, surveys answered twice, unasked and about what is not there, subscriptions in no order, spends and posts.
 */
export const histories: fc.Arbitrary<PublishedEvent[]> = fc
  .array(fc.tuple(anyEvent, source, time, idOf, fc.nat({ max: 9 })), { maxLength: 80, size: 'max' })
  .map((drawn) =>
    drawn.flatMap(([{ type, subject: customer, data }, from, at, id, again], index) => {
      const event: PublishedEvent = {
        source: from,
        id: id(index),
        type,
        ...(customer === undefined ? {} : { subject: customer }),
        time: at,
        // a service voids its own events
        data: type === 'lifeledger.event.voided.v1' ? { source: from, ...data } : data,
      };
      return again === 0 ? [event, { ...event }] : [event];
    }),
  );

/** Time zones with their own midnights: summer time, days that begin at 01:00, three quarters of an hour. */
export const timeZones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu');

/** An instant within or after the histories, midnight or noon of a day on their grid; microseconds since the epoch. */
export const instants: fc.Arbitrary<number> = fc
  .tuple(fc.nat({ max: (DAYS + 150) / 15 }), fc.constantFrom(0, 0.5))
  .map(([n, half]) => (START + (n * 15 + half) * 86_400_000) * 1000);

/** Settings of the reporting, for a given time zone or any. */
export function settings(timeZone: fc.Arbitrary<string> = timeZones): fc.Arbitrary<Settings> {
  return fc.record({
    reportingCurrency: fc.constant('USD'),
    timeZone,
    defaultCostRate: fc.constantFrom('0', '0.6', '0.12345'),
    unitCosts: fc.constantFrom<Record<string, string>[]>({}, { voice: '4.5', chat: '1.2' }),
    asOf: instants,
  });
}

const CUSTOMER_DIMENSIONS = {
  segment: ['gold', 'basic', 'unknown'],
  country: ['DE', 'BR', 'unknown'],
  generation: ['born-after-1981', 'older', 'unknown'],
  acquisitionChannel: ['search', 'referral', 'unknown'],
  campaign: ['spring', 'autumn', 'unknown'],
};

/** Values that filters of event dimensions are tried with. */
const EVENT_VALUES: Record<string, string[]> = {
  channel: [...CHANNELS, 'unknown'],
  channelFamily: ['voice', 'online', 'social', 'unknown'],
  product: [...PRODUCTS, 'unknown'],
  topic: [...TOPICS, 'unknown'],
  touchpoint: [...TOUCHPOINTS, 'unknown'],
  employee: [...EMPLOYEES, 'unknown'],
  network: NETWORKS,
  authorKind: AUTHOR_KINDS,
  answered: ['answered', 'unanswered'],
  response: ['≤1h', '<1w', '≥1w', 'never'],
  resolved: ['resolved', 'unresolved'],
  recovered: ['recovered', 'not-recovered'],
  npsClass: ['promoter', 'detractor', 'unknown'],
  csatClass: ['satisfied', 'dissatisfied', 'unknown'],
  cesClass: ['easy', 'hard', 'unknown'],
};

/** Values of metrics' own parameters that are not one of some words. */
const OWN_VALUES: Record<string, string[]> = {
  before: ['2023-01..2023-06', '2023-03..2023-03', '2022-01..2022-12'],
  after: ['2023-07..2024-06', '2023-06..2023-12', '2024-02..2024-02'],
  horizon: ['30', '90', '365'],
  landmark: ['0', '7', '30'],
  top: ['1', '3'],
};

/** Parameters a metric takes: any grain, dates on or beside the histories, up to two dimensions, a filter, its own. */
export function queries(name: string): fc.Arbitrary<Query> {
  const metric = metrics.get(name) as Metric;
  const dimensions: Record<string, string[]> = {
    ...CUSTOMER_DIMENSIONS,
    ...Object.fromEntries(metric.eventDimensions.map((each) => [each, EVENT_VALUES[each] ?? ['unknown']])),
  };
  const filters = Object.entries(dimensions).map(([each, values]) =>
    fc.constantFrom(...values).map((value) => ({ [each]: value })),
  );
  const split = isCellMetric(metric) ? undefined : metric.split;
  const own = Object.fromEntries(
    (metric.parameters ?? []).flatMap(({ name: parameter, schema }) => {
      const values = OWN_VALUES[parameter] ?? schema.enum;
      return Array.isArray(values) ? [[parameter, fc.constantFrom(...(values as string[]))]] : [];
    }),
  );
  const query: fc.Arbitrary<Query> = fc.record(
    {
      from: date,
      to: date,
      by: fc.uniqueArray(fc.constantFrom(...Object.keys(dimensions)), {
        minLength: Math.min(1, split?.most ?? 1),
        maxLength: split?.most ?? 2,
      }),
      filter: fc.oneof(...filters),
      precision: fc.constant(4),
      asOfGiven: fc.boolean(),
      // a day's rows are many and say no more than a week's: seldom
      ...(metric.grain && {
        grain: fc.constantFrom<Query['grain'][]>('week', 'month', 'month', 'quarter', 'year', 'day'),
      }),
      ...(metric.window !== undefined && { window: fc.constantFrom(30, 60, 90, 365) }),
      own: fc.record(own, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  return query.filter(({ from, to }) => from === undefined || to === undefined || from < to);
}
