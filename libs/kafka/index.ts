export { KafkaInModule } from './in/kafka-in.module.js';
export { KafkaOutModule } from './out/kafka-out.module.js';
