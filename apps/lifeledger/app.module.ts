import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { AccessModule } from '../../libs/access/index.js';
import { BiModule } from '../../libs/bi/index.js';
import { ComplaintsModule } from '../../libs/complaints/index.js';
import { CONFIGURATION, type Configuration } from '../../libs/configuration/index.js';
import { EVENT_STORE, type EventStore } from '../../libs/event-store/index.js';
import { HttpModule } from '../../libs/http/index.js';
import { InsightsModule, ProjectorModule } from '../../libs/insights/index.js';
import { IntakeModule } from '../../libs/intake/index.js';
import { KafkaInModule, KafkaOutModule } from '../../libs/kafka/index.js';

export interface Foundation {
  dataSource: DataSource;
  store: EventStore;
  configuration: Configuration;
}

@Module({})
class AppModule {}

@Module({})
class FoundationModule {}

/** Intake, complaints, projector, insights and the views for BI tools in one process. */
export function appModule(foundation: Foundation): DynamicModule {
  return {
    module: AppModule,
    imports: [
      foundationModule(foundation),
      CqrsModule.forRoot(),
      HttpModule,
      AccessModule,
      IntakeModule,
      ComplaintsModule,
      InsightsModule,
      ProjectorModule,
      BiModule,
      ...(foundation.configuration.kafka ? [KafkaInModule, KafkaOutModule] : []),
    ],
  };
}

/** Gives what every room stands on to all of them. */
export function foundationModule({ dataSource, store, configuration }: Foundation): DynamicModule {
  const given = [
    { provide: DataSource, useValue: dataSource },
    { provide: EVENT_STORE, useValue: store },
    { provide: CONFIGURATION, useValue: configuration },
  ];
  return {
    module: FoundationModule,
    global: true,
    providers: given,
    exports: given.map(({ provide }) => provide),
  };
}
