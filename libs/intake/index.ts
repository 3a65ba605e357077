export { mayNotSpeakFor, needsAdmin } from './authorise.js';
export { type EventInput, isRead, LONGEST_EVENT, readInput, TOO_LONG } from './event-input.js';
export { IntakeModule } from './intake.module.js';
export type { EventResult, Outcome } from './outcome.js';
export { PublishEvents } from './publish-events.js';
export { intakeEntities } from './quarantine/quarantine.entity.js';
export { storeProblem } from './store-problem.js';
