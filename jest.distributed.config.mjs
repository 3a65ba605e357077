import config from './jest.config.mjs';

/** Tests that need a Kafka broker, which a suite starts for itself: `npm run test:distributed`. */
export default {
  ...config,
  testMatch: ['**/*.distributed.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
