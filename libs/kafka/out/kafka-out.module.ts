import {
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../../configuration/index.js';
import { EVENT_STORE, type EventStore } from '../../event-store/index.js';
import { Prometheus, Readiness } from '../../http/index.js';
import { KafkaOut } from './kafka-out.js';

/** Sends the log to Kafka from start to stop of the application. */
@Injectable()
export class KafkaOutService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Kafka out');
  private readonly kafkaOut: KafkaOut;

  constructor(
    dataSource: DataSource,
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CONFIGURATION) { kafka, partitions }: Configuration,
    private readonly readiness: Readiness,
    { registry }: Prometheus,
  ) {
    if (!kafka) throw new Error('KAFKA_BROKERS is not set');
    const position = new Gauge({
      name: 'lifeledger_kafka_out_position',
      help: 'Position up to which this process has sent the log to Kafka; 0 where another process sends.',
      registers: [registry],
    });
    this.kafkaOut = new KafkaOut({
      brokers: kafka.brokers,
      store,
      dataSource,
      partitions,
      report: (line) => this.logger.warn(line),
      sent: (last) => position.set(last),
    });
  }

  onApplicationBootstrap(): void {
    this.kafkaOut.start();
    this.readiness.add('kafka-out', async () => this.kafkaOut.check());
  }

  onModuleDestroy(): Promise<void> {
    return this.kafkaOut.stop();
  }
}

/** Kafka out. Needs HttpModule beside it, and DataSource, EVENT_STORE and CONFIGURATION given out globally. */
@Module({ providers: [KafkaOutService] })
export class KafkaOutModule {}
