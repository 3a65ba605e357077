import {
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../configuration/index.js';
import { EVENT_STORE, type EventStore } from '../event-store/index.js';
import { Readiness } from '../http/index.js';
import { metrics } from '../metrics/index.js';
import {
  type GroupMember,
  PARTITION_GROUP,
  type PartitionGroup,
  Projector,
  standingNow,
} from '../projections/index.js';
import { CUSTOMERS_PROJECTION, CustomerProjection } from './customer-projection.js';
import { insightSettings } from './insights.js';

/** Follows the log with the projection of all metrics, from start to stop of the application. */
@Injectable()
export class ProjectorService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Projector');
  private readonly projector: Projector;
  private readonly member: GroupMember | undefined;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(EVENT_STORE) store: EventStore,
    @Inject(CONFIGURATION) configuration: Configuration,
    private readonly readiness: Readiness,
    @Optional() @Inject(PARTITION_GROUP) group?: PartitionGroup,
  ) {
    const projection = new CustomerProjection([...metrics.values()], insightSettings(configuration, store));
    const member = group?.join(projection, () => this.projector.lookAgain());
    this.member = member;
    this.projector = new Projector({
      store,
      dataSource,
      projection,
      assigned: member && (() => member.assigned()),
      report: (line) => this.logger.log(line),
    });
  }

  onApplicationBootstrap(): void {
    this.projector.start();
    this.readiness.add('projections', async () => {
      if (!(await standingNow(this.dataSource, CUSTOMERS_PROJECTION)))
        throw new Error('no generation serves yet');
    });
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.projector.stop(), this.member?.leave()]);
  }
}

/** The projector. Where a PARTITION_GROUP is given out globally, it is a member of it. */
@Module({ providers: [ProjectorService] })
export class ProjectorModule {}
