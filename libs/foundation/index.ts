export type { Foundation } from './foundation.js';
export { keepSecret, keptOrNewSecret, keptSecret } from './kept-secret.js';
export { Logger } from './logger.js';
export { type OpenedStores, openStores } from './open-stores.js';
export { runService } from './run-service.js';
export { type Service, serviceModule } from './service.js';
export { type RunningService, startService } from './start-service.js';
export { stopSignal } from './stop-signal.js';
export { Undo } from './undo.js';
