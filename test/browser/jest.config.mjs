/** Tests in a real browser, of the page as it is built, on a server with the demonstration data: `npm run test:browser`. */
import base from '../../jest.config.mjs';

export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testMatch: ['**/*.browser.ts'],
  globalSetup: './test/browser/global-setup.mjs',
  globalTeardown: './test/browser/global-teardown.mjs',
  testTimeout: 120_000,
  maxWorkers: 1,
};
