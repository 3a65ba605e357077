export { AccessModule, GuardModule } from './access.module.js';
export { accessEntities } from './key.entity.js';
export type { Key } from './key.js';
export { CurrentKey } from './key-guard.js';
export { KeyService, type ListedKey, type NewKey, type RevokeRefusal } from './key-service.js';
export { NoKey, SCOPES, type Scope, Scopes } from './scopes.js';
