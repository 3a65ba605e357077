import { Global, Logger, Module } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { CONFIGURATION, type Configuration } from '../../configuration/index.js';
import { Prometheus } from '../../http/index.js';
import { PARTITION_GROUP, type PartitionGroup } from '../../projections/index.js';
import { ProjectorGroup } from './projector-group.js';

function kafkaGroup({ kafka }: Configuration, { registry }: Prometheus): PartitionGroup {
  if (!kafka) throw new Error('KAFKA_BROKERS is not set');
  const logger = new Logger('Kafka group');
  const assigned = new Gauge({
    name: 'lifeledger_kafka_group_partitions',
    help: 'Partitions that the consumer group has assigned to this projector; -1 while projectors share them by leases.',
    registers: [registry],
  });
  assigned.set(-1);
  return {
    join(projection, changed) {
      const member = new ProjectorGroup({
        brokers: kafka.brokers,
        projection,
        report: (line) => logger.warn(line),
        changed(own) {
          assigned.set(own ? own.size : -1);
          changed();
        },
      });
      member.start();
      return { assigned: () => member.assigned(), leave: () => member.stop() };
    },
  };
}

/** Lets projectors share partitions as members of a consumer group. Needs HttpModule and CONFIGURATION given out globally. */
@Global()
@Module({
  providers: [{ provide: PARTITION_GROUP, useFactory: kafkaGroup, inject: [CONFIGURATION, Prometheus] }],
  exports: [PARTITION_GROUP],
})
export class KafkaGroupModule {}
