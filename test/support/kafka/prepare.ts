/** Sees to it that what the tests with Kafka need is there before they start: else one line says what is missing. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kafkaJars } from './kafka-jars.js';

async function prepare(): Promise<void> {
  await promisify(execFile)('kcat', ['-V']).catch(() => {
    throw new Error("kcat is missing: it is the other Kafka client of these tests (Debian's package kcat)");
  });
  if (!process.env.KAFKA_BROKERS) await kafkaJars();
}

await prepare().catch((error: Error) => {
  process.stderr.write(`test:distributed: ${error.message}\n`);
  process.exitCode = 1;
});
