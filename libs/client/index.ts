export type {
  Health,
  ListedKey,
  NewKey,
  ProjectionStatus,
  PublishAnswer,
  PublishResult,
  QuarantinePage,
  SignInLink,
} from './answers.js';
export { ApiError, ServerAway } from './api-error.js';
export { Client, type ClientOptions } from './client.js';
