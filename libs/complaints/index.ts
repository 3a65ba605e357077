export { CASE_DESK } from './acting-source.js';
export { ComplaintsModule } from './complaints.module.js';
export { commandFields } from './read-command.js';
export { type Action, COMPLAINT_STATES, EVENT_OF } from './state-machine.js';
