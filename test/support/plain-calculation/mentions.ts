import type { Standing } from './standing-events.js';

export interface Mention {
  subject: string;
  time: number;
  network: string;
  authorKind: string;
  sentiment: string;
  recommends: boolean;
  reach: number;
  product: string;
}

/** All mentions. `events` in order of time. */
export function mentions(events: Standing[]): Mention[] {
  return events
    .filter(({ type }) => type === 'mention.published')
    .map(({ subject, time, data }) => ({
      subject,
      time,
      network: String(data.network),
      authorKind: String(data.authorKind),
      sentiment: String(data.sentiment),
      recommends: data.recommends === true,
      reach: Number(data.reach ?? 0),
      product: String(data.product ?? 'unknown'),
    }));
}
