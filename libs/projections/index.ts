export { CHANNEL as PROJECTIONS_CHANNEL } from './fold-generation.js';
export { LEASE_SECONDS, sessionName } from './lease.js';
export { type Marks, type Projection, type Tables, tablesOf } from './projection.js';
export { Projector, type ProjectorOptions } from './projector.js';
export { requestRebuild, requestRetry } from './requests.js';
export { overdue, type Standing, standing, standingNow } from './standing.js';
export { type ProjectionStatus, projectionStatus } from './status.js';
