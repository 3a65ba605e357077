import {
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { CqrsModule, QueryBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../configuration/index.js';
import { EVENT_STORE, type EventStore } from '../event-store/index.js';
import { insightSettings } from '../insights/index.js';
import { metrics } from '../metrics/index.js';
import { BiViews } from './bi-views.js';
import { followProjection } from './follow.js';

/** Keeps the schema `bi` up with the projection, from start to stop of the application. */
@Injectable()
export class BiService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('BI');
  private readonly stopping = new AbortController();
  private readonly views: BiViews;
  private following: Promise<void> | null = null;
  private lastAsked = Number.NEGATIVE_INFINITY;

  constructor(
    dataSource: DataSource,
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CONFIGURATION) configuration: Configuration,
    queries: QueryBus,
  ) {
    // None pass in a process that answers no questions.
    queries.subscribe(() => {
      this.lastAsked = Date.now();
    });
    this.views = new BiViews(dataSource, insightSettings(configuration, store), [...metrics.values()]);
  }

  onApplicationBootstrap(): void {
    this.following = followProjection(
      this.views,
      this.stopping.signal,
      (line) => this.logger.warn(line),
      () => this.lastAsked,
    );
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }
}

/** Needs from the application a DataSource, EVENT_STORE and CONFIGURATION, given out globally. */
@Module({ imports: [CqrsModule], providers: [BiService] })
export class BiModule {}
