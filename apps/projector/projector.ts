import { BiModule } from '../../libs/bi/index.js';
import type { Service } from '../../libs/foundation/index.js';
import { ProjectorModule } from '../../libs/insights/index.js';
import { KafkaGroupModule, KafkaOutModule } from '../../libs/kafka/index.js';
import { provideBiAccess } from './bi-access.js';

/**
 * What follows the log: the read models, shared with other projectors as a consumer group where there is Kafka, the
 * views for BI tools, the log sent on to Kafka. It serves no `/v1`.
 */
export const projector: Service = {
  name: 'projector',
  entities: [],
  modules: ({ kafka }) => [ProjectorModule, BiModule, ...(kafka ? [KafkaOutModule, KafkaGroupModule] : [])],
  prepare: async (_app, { dataSource, configuration }) => [
    `  BI tools           ${await provideBiAccess(dataSource, configuration)}`,
  ],
};
