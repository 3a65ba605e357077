/** Sees to it that the Kafka server of the tests is there before they start: else one line says what is missing. */
import { kafkaJars } from './kafka-jars.js';

if (!process.env.KAFKA_BROKERS) {
  await kafkaJars().catch((error: Error) => {
    process.stderr.write(`test:distributed: ${error.message}\n`);
    process.exitCode = 1;
  });
}
