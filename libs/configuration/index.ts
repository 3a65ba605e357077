export { CHANNELS, type Channel } from './channels.js';
export { ConfigurationError } from './configuration-error.js';
export { type Configuration, readConfiguration } from './read-configuration.js';
export { CONFIGURATION } from './token.js';
