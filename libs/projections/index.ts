export { CHANNEL as PROJECTIONS_CHANNEL } from './fold-generation.js';
export { LEASE_SECONDS, sessionName } from './lease.js';
export { DEFAULT_PARTITIONS, partitionOf, partitionOfEvent } from './partition.js';
export { type GroupMember, PARTITION_GROUP, type PartitionGroup } from './partition-group.js';
export {
  type Due,
  type Marks,
  type Message,
  type Projection,
  type Settled,
  type Tables,
  tablesOf,
} from './projection.js';
export { Projector, type ProjectorOptions } from './projector.js';
export { requestRebuild, requestRetry } from './requests.js';
export { type Share, wholeShare } from './share.js';
export { overdue, type Standing, standing, standingNow } from './standing.js';
export { type ProjectionStatus, projectionStatus } from './status.js';
