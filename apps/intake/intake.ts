import { accessEntities, GuardModule } from '../../libs/access/index.js';
import { ComplaintsModule } from '../../libs/complaints/index.js';
import type { Service } from '../../libs/foundation/index.js';
import { IntakeModule, intakeEntities } from '../../libs/intake/index.js';
import { KafkaInModule } from '../../libs/kafka/index.js';

/** What writes the log: publishing over HTTP and from Kafka, complaints as a case, quarantine. */
export const intake: Service = {
  name: 'intake',
  entities: [...accessEntities, ...intakeEntities],
  modules: ({ kafka }) => [GuardModule, IntakeModule, ComplaintsModule, ...(kafka ? [KafkaInModule] : [])],
};
