export { type ColumnMap, type Origin, parseColumnMap } from './column-map.js';
export { type Entry, type EventEntry, type FaultyEntry, ImportFormatError } from './entry.js';
export { FORMATS, type Format, guessFormat } from './guess-format.js';
export { type FileStanding, fileStanding, type Input, openInput } from './open-input.js';
export { readCdnow } from './read-cdnow.js';
export { isJsonArray, readCloudEvents } from './read-cloudevents.js';
export { type CsvOptions, readCsv } from './read-csv.js';
