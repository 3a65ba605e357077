export { BiModule } from './bi.module.js';
export { BI_READER, closeDatabase, letReaderIn, makeReader, readerExists } from './reader.js';
