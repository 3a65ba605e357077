/** `node --import ./test/jest/typescript.mjs some-file.ts` runs a TypeScript source as it is. */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
