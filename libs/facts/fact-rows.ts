import { type CopyValue, copyLine } from '../database/index.js';
import type { RecordedEvent } from '../events/index.js';
import { formatTime, scaleOf } from '../events/index.js';
import { generationOf, UNKNOWN } from './profile.js';

/** What every fact says first: of which event it is. */
const COMMON = ['position', 'partition', 'source', 'id', 'time'] as const;

/** The tables an event becomes a row of, each with the columns in which its rows are written. */
export const FACT_COLUMNS = {
  purchases: [
    ...COMMON,
    'subject',
    'order_id',
    'line_id',
    'amount',
    'cost',
    'currency',
    'channel',
    'product',
    'quantity',
  ],
  refunds: [...COMMON, 'order_id', 'line_id', 'refund_id', 'amount', 'cost', 'currency'],
  cases: [...COMMON, 'subject', 'kind', 'case_id', 'channel', 'topic', 'touchpoint', 'product'],
  case_steps: [...COMMON, 'kind', 'case_id', 'step', 'amount', 'currency', 'employee'],
  surveys: [
    ...COMMON,
    'subject',
    'event',
    'response_id',
    'kind',
    'score',
    'min',
    'max',
    'higher_is_easier',
    'touchpoint',
    'product',
    'employee',
    'about_kind',
    'about_id',
  ],
  mentions: [
    ...COMMON,
    'subject',
    'mention_id',
    'network',
    'author_kind',
    'sentiment',
    'recommends',
    'reach',
    'product',
  ],
  subscription_events: [...COMMON, 'subject', 'event', 'subscription_id', 'mrr', 'currency'],
  spends: [...COMMON, 'spend_id', 'channel', 'campaign', 'amount', 'currency', 'from_date', 'to_date'],
  post_counts: [...COMMON, 'post_id', 'network', 'followers', 'engagements'],
  registrations: [...COMMON, 'subject', 'segment', 'country', 'generation'],
  origins: [...COMMON, 'subject', 'kind', 'channel', 'campaign'],
  merges: [...COMMON, 'subject', 'into_subject'],
  rates: [...COMMON, 'currency', 'into_currency', 'rate', 'date'],
} as const;

export type FactTable = keyof typeof FACT_COLUMNS;

/** Which table the facts of a type are kept in; types that become no fact have none. */
const TABLE_OF_TYPE: Record<string, FactTable> = {
  'purchase.completed': 'purchases',
  'purchase.refunded': 'refunds',
  'contact.received': 'cases',
  'complaint.opened': 'cases',
  'contact.answered': 'case_steps',
  'contact.transferred': 'case_steps',
  'contact.resolved': 'case_steps',
  'complaint.answered': 'case_steps',
  'complaint.resolved': 'case_steps',
  'complaint.reopened': 'case_steps',
  'survey.sent': 'surveys',
  'survey.answered': 'surveys',
  'mention.published': 'mentions',
  'subscription.started': 'subscription_events',
  'subscription.changed': 'subscription_events',
  'subscription.cancelled': 'subscription_events',
  'acquisition.spend': 'spends',
  'content.engagement': 'post_counts',
  'customer.registered': 'registrations',
  'customer.acquired': 'origins',
  'lead.captured': 'origins',
  'customer.merged': 'merges',
  'fx.rate': 'rates',
};

const NAME = /^lifeledger\.(.+)\.v\d+$/;
const names = new Map<string, string>();

/** `purchase.completed` of `lifeledger.purchase.completed.v1`. */
export function shortName(type: string): string {
  let name = names.get(type);
  if (name === undefined) {
    name = NAME.exec(type)?.[1] ?? type;
    names.set(type, name);
  }
  return name;
}

export function factTable(type: string): FactTable | undefined {
  return TABLE_OF_TYPE[shortName(type)];
}

/** The row of an event in its table, as COPY takes it. @param partition of the event */
export function factLine(event: RecordedEvent, table: FactTable, partition: number): string {
  const data = event.data as Record<string, CopyValue | undefined>;
  const name = shortName(event.type);
  const common = [event.position, partition, event.source, event.id, formatTime(event.time)];
  const or = (field: string, absent: CopyValue = null) => data[field] ?? absent;
  switch (table) {
    case 'purchases':
      return copyLine([
        ...common,
        event.subject,
        or('orderId'),
        or('lineId'),
        or('amount'),
        or('cost'),
        or('currency'),
        or('channel', UNKNOWN),
        or('product', UNKNOWN),
        or('quantity'),
      ]);
    case 'refunds':
      return copyLine([
        ...common,
        or('orderId'),
        or('lineId'),
        or('refundId'),
        or('amount'),
        or('cost'),
        or('currency'),
      ]);
    case 'cases': {
      const kind = name.startsWith('contact.') ? 'contact' : 'complaint';
      return copyLine([
        ...common,
        event.subject,
        kind,
        or(`${kind}Id`),
        or('channel'),
        or('topic'),
        or('touchpoint'),
        or('product'),
      ]);
    }
    case 'case_steps': {
      const [kind, step] = name.split('.');
      const amount = or(kind === 'contact' ? 'cost' : 'compensation');
      return copyLine([...common, kind, or(`${kind}Id`), step, amount, or('currency'), or('employee')]);
    }
    case 'surveys': {
      const answered = name === 'survey.answered';
      const scale = answered ? scaleOf(event.data) : null;
      const [aboutKind, aboutId] = answered ? aboutOf(event) : [null, null];
      return copyLine([
        ...common,
        event.subject,
        answered ? 'answered' : 'sent',
        or('responseId'),
        or('kind'),
        or('score'),
        scale?.min ?? null,
        scale?.max ?? null,
        or('higherIsEasier'),
        or('touchpoint'),
        or('product'),
        or('employee'),
        aboutKind,
        aboutId,
      ]);
    }
    case 'mentions':
      return copyLine([
        ...common,
        event.subject,
        or('mentionId'),
        or('network'),
        or('authorKind'),
        or('sentiment'),
        or('recommends', false),
        or('reach', 0),
        or('product'),
      ]);
    case 'subscription_events':
      return copyLine([
        ...common,
        event.subject,
        name.slice('subscription.'.length),
        or('subscriptionId'),
        or('mrr'),
        or('currency'),
      ]);
    case 'spends':
      return copyLine([
        ...common,
        or('spendId'),
        or('channel'),
        or('campaign'),
        or('amount'),
        or('currency'),
        or('from'),
        or('to'),
      ]);
    case 'post_counts': {
      const parts = ['likes', 'comments', 'shares', 'reactions'].map((part) => BigInt(String(or(part, 0))));
      const engagements = parts.reduce((sum, part) => sum + part, 0n);
      return copyLine([...common, or('postId'), or('network'), or('followers'), engagements]);
    }
    case 'registrations': {
      const birthYear = event.personal?.data?.birthYear;
      const generation = birthYear === undefined ? null : generationOf(Number(birthYear));
      return copyLine([...common, event.subject, or('segment'), or('country'), generation]);
    }
    case 'origins':
      return copyLine([
        ...common,
        event.subject,
        name === 'lead.captured' ? 'lead' : 'acquired',
        or('channel'),
        or('campaign'),
      ]);
    case 'merges':
      return copyLine([...common, event.subject, or('into')]);
    case 'rates':
      return copyLine([...common, or('from'), or('to'), or('rate'), or('date')]);
  }
}

/** What an answer to a survey was about; the order of a survey about one is kept, and nothing is looked up by it. */
export function aboutOf({
  data,
}: Pick<RecordedEvent, 'data'>): [kind: 'contact' | 'complaint' | 'order', id: string] | [null, null] {
  const about = (data.about ?? {}) as Readonly<Record<string, string | null | undefined>>;
  for (const kind of ['contact', 'complaint', 'order'] as const) {
    const id = about[`${kind}Id`];
    if (id) return [kind, id];
  }
  return [null, null];
}
