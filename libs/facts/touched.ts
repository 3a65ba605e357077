import type { RecordedEvent } from '../events/index.js';
import type { Marks, Message } from '../projections/index.js';
import { aboutOf, type FactTable, factTable, shortName } from './fact-rows.js';

/** What a message to another partition can ask for. */
export type GroupKind =
  | 'voids'
  | 'orders'
  | 'bought'
  | 'refundIds'
  | 'cases'
  | 'openings'
  | 'responses'
  | 'mentions'
  | 'subscriptions'
  | 'mergedSubjects'
  | 'announcedRates';

/**
 * What a batch touched: ids whose groups must be settled again, and raw subjects whose history may have changed.
 * Each with the lowest position that did it: answers are true beyond it only once it has been followed up.
 */
export class Touched {
  readonly marks: Marks = new Map();
  /** Identities of events that are voided: JSON of [source, id]. */
  readonly voids = new Map<string, number>();
  /** Orders that a refund or a void speaks of; those with purchases only are found by the purchases' positions. */
  readonly orders = new Map<string, number>();
  /** Orders with a new purchase: to be settled unless it is all there is. Only where positions do not tell. */
  readonly bought = new Map<string, number>();
  readonly refundIds = new Map<string, number>();
  readonly cases = new Map<string, number>();
  /** Of these contacts and complaints an opening came or went, or a survey about them, or about an order, did. */
  readonly openings = new Map<string, number>();
  readonly responses = new Map<string, number>();
  readonly mentions = new Map<string, number>();
  readonly subscriptions = new Map<string, number>();
  /** By spendId. */
  readonly spends = new Map<string, number>();
  /** Positions of those without a spendId. */
  readonly spendPositions = new Set<number>();
  readonly mergedSubjects = new Map<string, number>();
  /** For each currency the earliest date with a new rate into the reporting currency. */
  readonly rates = new Map<string, { date: string; position: number }>();
  /** Likewise, told by another partition: JSON of [currency, date]. */
  readonly announcedRates = new Map<string, number>();

  constructor(private readonly reportingCurrency: string) {}

  mark(subject: string, position: number): void {
    note(this.marks, subject, position);
  }

  /**
   * What must be told to the partitions of ids, so that they find this batch's rows: the orders of purchases, and what
   * surveys are about.
   */
  addForOthers(events: readonly RecordedEvent[]): void {
    for (const { type, data, position } of events) {
      const table = factTable(type);
      if (table === 'purchases') note(this.bought, data.orderId as string, position);
      const [, about] = table === 'surveys' ? aboutOf({ data }) : [null, null];
      if (about !== null) note(this.openings, about, position);
    }
  }

  /** Takes up what another partition asks for. */
  addMessage({ kind, key, position }: Message): void {
    note(this[kind as GroupKind], key, position);
  }

  /** @param position of the event that has the effect: its own, or that of the event.voided that takes it out */
  add(event: RecordedEvent, table: FactTable, position = event.position): void {
    const data = event.data as Record<string, string>;
    switch (table) {
      case 'purchases':
        if (position !== event.position) note(this.orders, data.orderId, position);
        this.mark(event.subject as string, position);
        break;
      case 'refunds':
        note(this.orders, data.orderId, position);
        note(this.refundIds, data.refundId, position);
        break;
      case 'cases':
        note(this.cases, caseId(event), position);
        note(this.openings, caseId(event), position);
        this.mark(event.subject as string, position);
        break;
      case 'case_steps':
        note(this.cases, caseId(event), position);
        break;
      case 'surveys':
        note(this.responses, data.responseId, position);
        this.mark(event.subject as string, position);
        break;
      case 'mentions':
        note(this.mentions, data.mentionId, position);
        this.mark(event.subject as string, position);
        break;
      case 'subscription_events':
        note(this.subscriptions, data.subscriptionId, position);
        break;
      case 'spends':
        if (typeof data.spendId === 'string') note(this.spends, data.spendId, position);
        else this.spendPositions.add(event.position);
        break;
      case 'post_counts':
        // Of no customer: read when a question is asked.
        break;
      case 'registrations':
      case 'origins':
        this.mark(event.subject as string, position);
        break;
      case 'merges':
        note(this.mergedSubjects, event.subject as string, position);
        note(this.mergedSubjects, data.into, position);
        break;
      case 'rates':
        if (data.to === this.reportingCurrency) this.addRate(data.from, data.date, position);
        break;
    }
  }

  private addRate(currency: string, date: string, position: number): void {
    const known = this.rates.get(currency);
    this.rates.set(currency, {
      date: known && known.date < date ? known.date : date,
      position: Math.min(known?.position ?? position, position),
    });
  }
}

/** The contactId or complaintId that an event of a case carries. */
export function caseId(event: RecordedEvent): string {
  return (
    shortName(event.type).startsWith('contact.') ? event.data.contactId : event.data.complaintId
  ) as string;
}

/** Keeps the lowest position of each key. */
export function note(map: Map<string, number>, key: string, position: number): void {
  const known = map.get(key);
  if (known === undefined || position < known) map.set(key, position);
}
