export { mayNotSpeakFor } from './authorise.js';
export { type EventInput, LONGEST_EVENT, readInput } from './event-input.js';
export { IntakeModule } from './intake.module.js';
export type { EventResult, Outcome } from './outcome.js';
export { PublishEvents } from './publish-events.js';
export { intakeEntities } from './quarantine/quarantine.entity.js';
export { storeProblem } from './store-problem.js';
