import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../configuration/index.js';
import { EVENT_STORE, type EventStore } from '../event-store/index.js';

/** What every room stands on. */
export interface Foundation {
  dataSource: DataSource;
  store: EventStore;
  configuration: Configuration;
}

@Module({})
class FoundationModule {}

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
