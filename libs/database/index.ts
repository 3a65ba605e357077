export { textArray, timeArray } from './binary-array.js';
export { type Connection, microsecondsOf, rows, transaction, withConnection } from './connection.js';
export { type CopyValue, copyIn, copyLine, copyText } from './copy-in.js';
export { createDataSource, type DataSourceOptions, migrate } from './data-source.js';
export { Notifications } from './notifications.js';
