export { KafkaGroupModule } from './group/kafka-group.module.js';
export { KafkaInModule } from './in/kafka-in.module.js';
export { KafkaOutModule } from './out/kafka-out.module.js';
