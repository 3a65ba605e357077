import {
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Counter } from 'prom-client';
import { CONFIGURATION, type Configuration } from '../../configuration/index.js';
import { Prometheus, Readiness } from '../../http/index.js';
import { PublishEvents } from '../../intake/index.js';
import { KafkaIn } from './kafka-in.js';

/** Takes in events from Kafka from start to stop of the application. */
@Injectable()
export class KafkaInService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Kafka in');
  private readonly kafkaIn: KafkaIn;

  constructor(
    commands: CommandBus,
    @Inject(CONFIGURATION) { kafka }: Configuration,
    private readonly readiness: Readiness,
    { registry }: Prometheus,
  ) {
    if (!kafka) throw new Error('KAFKA_BROKERS is not set');
    const deadLetters = new Counter({
      name: 'lifeledger_kafka_dead_letters_total',
      help: 'Dead letters sent for messages that could not be accepted.',
      registers: [registry],
    });
    this.kafkaIn = new KafkaIn({
      brokers: kafka.brokers,
      trustedSources: new Set(kafka.trustedSources),
      publish: (inputs, key) => commands.execute(new PublishEvents(inputs, key, 'certainly')),
      report: (line) => this.logger.warn(line),
      sentDeadLetters: (count) => deadLetters.inc(count),
    });
  }

  onApplicationBootstrap(): void {
    this.kafkaIn.start();
    this.readiness.add('kafka-in', async () => this.kafkaIn.check());
  }

  onModuleDestroy(): Promise<void> {
    return this.kafkaIn.stop();
  }
}

/** Kafka in. Needs IntakeModule beside it, and what that needs. */
@Module({ imports: [CqrsModule], providers: [KafkaInService] })
export class KafkaInModule {}
