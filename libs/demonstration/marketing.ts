import { weighted } from './chance.js';
import type { Customer } from './customers.js';
import { ACQUISITION, amount, weights } from './market.js';
import { DAY, dateOf, HOUR, monthOf, monthStart, season } from './months.js';
import type { Telling } from './publication.js';

/** Leads of a month that never buy. */
const LOST_LEADS = 320;

/** The month's leads: of those who will be customers, and of those who will not. */
export function tellLeads(
  { chance, next, publish }: Telling,
  customers: readonly Customer[],
  month: number,
): void {
  const capture = (subject: string, at: number, channel: string, campaign: string | null) =>
    publish({
      type: 'lead.captured',
      id: `captured-${subject}`,
      source: 'marketing',
      subject,
      at,
      data: { channel, ...(campaign !== null && { campaign }) },
    });
  for (const { id, leadAt, origin } of customers) {
    if (leadAt === null || origin === null || monthOf(leadAt) !== month) continue;
    capture(id, leadAt, origin.channel, origin.campaign);
  }
  const start = monthStart(month);
  for (let number = 0; number < LOST_LEADS; number++) {
    const channel = chance.one(['search', 'social-ads', 'affiliate', 'referral']);
    const at = chance.whole(start, monthStart(month + 1) - 1);
    capture(`fernruf-${next('lead')}`, at, channel, chance.one(ACQUISITION[channel].campaigns));
  }
}

/** What a month's campaigns cost, published on its first day: for the whole month, by campaign. */
export function tellSpend({ chance, next, publish }: Telling, customersOfMonth: number, month: number): void {
  const start = monthStart(month);
  const last = monthStart(month + 1) - DAY;
  const share = weights(ACQUISITION);
  const whole = Object.values(share).reduce((sum, weight) => sum + weight, 0);
  for (const [channel, { spend, campaigns }] of Object.entries(ACQUISITION)) {
    for (const campaign of spend > 0 ? campaigns : []) {
      const expected = (customersOfMonth * share[channel]) / whole / campaigns.length;
      const spendId = next('spend');
      publish({
        type: 'acquisition.spend',
        id: spendId,
        source: 'marketing',
        at: start + 9 * HOUR,
        data: {
          spendId,
          channel,
          campaign,
          amount: amount(expected * spend * (chance.whole(80, 125) / 100)),
          currency: 'USD',
          from: dateOf(start),
          to: dateOf(last),
        },
      });
    }
  }
}

/** Mentions of a month by people whose complaint, if they have one, is another story. */
export function tellMentions(
  { chance, next, publish }: Telling,
  anybody: () => Customer,
  month: number,
): void {
  for (let number = 0; number < 200; number++) {
    const author = anybody();
    const authorKind = weighted(chance, AUTHORS);
    const ours = authorKind === 'customer';
    if (ours && author.story) continue;
    const mentionId = next('mention');
    // People think better of the company from year to year.
    const sentiment = weighted(chance, { positive: 32 + month / 2, neutral: 40, negative: 28 - month / 2 });
    const earliest = Math.max(monthStart(month), ours ? author.since : 0);
    publish({
      type: 'mention.published',
      id: `published-${mentionId}`,
      source: 'listening',
      subject: ours ? author.id : `fernruf-author-${chance.whole(1, 4_000)}`,
      at: chance.whole(earliest, monthStart(month + 1) - 1),
      data: {
        mentionId,
        network: chance.one(['mastodon', 'forum', 'video', 'press']),
        authorKind,
        sentiment,
        ...(sentiment === 'positive' && { recommends: chance.happens(0.5) }),
        ...(chance.happens(0.9) && { reach: chance.whole(10, 60_000) }),
      },
    });
  }
}

const AUTHORS = {
  customer: 55,
  'non-customer': 22,
  'competitor-customer': 10,
  'former-customer': 8,
  employee: 5,
};

/** The company's own posts, each counted after a day, a week and four weeks. */
export function tellPosts({ chance, next, publish }: Telling, month: number): void {
  const networks = ['mastodon', 'video', 'forum'];
  for (let number = 0; number < 12; number++) {
    const postId = next('post');
    const at = chance.whole(monthStart(month), monthStart(month + 1) - 1);
    const network = networks[number % networks.length];
    const likes = chance.whole(40, 900) * season(month);
    for (const [days, reached] of [
      [1, 0.5],
      [7, 0.9],
      [28, 1],
    ]) {
      publish({
        type: 'content.engagement',
        id: `${postId}-after-${days}`,
        source: 'listening',
        at: at + days * DAY,
        data: {
          postId,
          network,
          followers: 12_000 + 450 * month + days * 10,
          likes: Math.round(likes * reached),
          comments: Math.round(likes * reached * 0.06),
          shares: Math.round(likes * reached * 0.03),
        },
      });
    }
  }
}
