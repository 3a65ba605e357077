import type { Projection } from './projection.js';

/** Assigns partitions to the projectors that follow the same version of a projection. What is written, leases decide. */
export interface PartitionGroup {
  /** @param changed called whenever something else is assigned to this member */
  join(projection: Pick<Projection, 'version' | 'partitions'>, changed: () => void): GroupMember;
}

export interface GroupMember {
  /**
   * The partitions that this member is to hold; null while the group cannot say. Has to be asked again and again: a member
   * that does not ask does not fold, and what it was assigned goes to others.
   */
  assigned(): ReadonlySet<number> | null;
  leave(): Promise<void>;
}

/** Token of a PartitionGroup, where there is one. */
export const PARTITION_GROUP = Symbol('PARTITION_GROUP');
