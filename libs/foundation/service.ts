import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { EntitySchema } from 'typeorm';
import type { Configuration } from '../configuration/index.js';
import { HttpModule } from '../http/index.js';
import { type Foundation, foundationModule } from './foundation.js';

/** What a process is made of: one of the services, or several of them in one. */
export interface Service {
  /** Said at the start, by every line of `/metrics`, and in PostgreSQL's list of sessions. */
  name: string;
  /** Rooms beside health and metrics. */
  modules(configuration: Configuration): Type[];
  /** Of the rooms that use TypeORM's repositories. */
  entities: readonly EntitySchema[];
  /** Called before it listens. @returns lines for whoever starts it */
  prepare?(app: NestFastifyApplication, foundation: Foundation): Promise<string[]>;
}

@Module({})
class ServiceModule {}

/** A service as one Nest module. */
export function serviceModule(service: Pick<Service, 'modules'>, foundation: Foundation): DynamicModule {
  return {
    module: ServiceModule,
    imports: [
      foundationModule(foundation),
      CqrsModule.forRoot(),
      HttpModule,
      ...service.modules(foundation.configuration),
    ],
  };
}
