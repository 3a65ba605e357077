export {
  DEMONSTRATION_EVENTS,
  DEMONSTRATION_SEED,
  type DemonstrationOptions,
  demonstrationEvents,
} from './demonstration.js';
export type { DemonstrationEvent } from './publication.js';
