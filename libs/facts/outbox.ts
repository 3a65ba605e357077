import type { Message, Share } from '../projections/index.js';
import type { GroupKind } from './touched.js';

/** What merges, spends and rates come to is settled in one place: they are few. */
export const COMPANY_PARTITION = 0;

/**
 * Keeps apart what a transaction may settle and what it must ask others for. A group of facts (an order, a contact, a
 * refundId …) belongs to the partition of its id, wherever its events do. Whoever writes a row tells each group that
 * finds the row by its id; so the group is settled after the row is there for all to see, and with everything that was
 * there before.
 */
export class Outbox {
  readonly messages: Message[] = [];

  constructor(readonly share: Share) {}

  /** Of ids, each with the position that made it due, those that may be settled here; the others are asked for. */
  own(kind: GroupKind, ids: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    if (this.share.all) return ids;
    return new Map(
      [...ids].filter(([id, position]) => this.isOwn(this.share.homeOf(id), kind, id, position)),
    );
  }

  /** Likewise, of what belongs to the company. */
  ownOfCompany(kind: GroupKind, ids: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    return new Map([...ids].filter(([id, position]) => this.isOwn(COMPANY_PARTITION, kind, id, position)));
  }

  /** Whether a partition is of the share; if not, its owner is asked. */
  isOwn(partition: number, kind: GroupKind, key: string, position: number): boolean {
    if (this.share.has(partition)) return true;
    this.messages.push({ partition, kind, key, position });
    return false;
  }

  /** Asks all others. */
  tellOthers(kind: GroupKind, key: string, position: number): void {
    for (let partition = 0; partition < this.share.partitions; partition++) {
      this.isOwn(partition, kind, key, position);
    }
  }
}
