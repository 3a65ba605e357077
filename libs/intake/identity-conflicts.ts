import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { IntakeMetrics } from './intake-metrics.js';

export interface IdentityConflict {
  source: string;
  id: string;
  /** Where the log has the event that came first. */
  position: number;
}

/** Counts, for `GET /v1/quality`, events that were sent again with other content (ops.identity_conflicts). */
@Injectable()
export class IdentityConflicts {
  private readonly logger = new Logger('Intake');

  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** Never throws: the events are answered for already. */
  async note(conflicts: readonly IdentityConflict[]): Promise<void> {
    if (conflicts.length === 0) return;
    try {
      await this.dataSource.query(
        `insert into ops.identity_conflicts as known (source, id, position, times)
         select source, id, min(position), count(*)
         from unnest($1::text[], $2::text[], $3::bigint[]) as sent (source, id, position)
         group by source, id
         order by source, id
         on conflict (source, id) do update
           set times = known.times + excluded.times, last_seen = excluded.last_seen`,
        [
          conflicts.map(({ source }) => source),
          conflicts.map(({ id }) => id),
          conflicts.map(({ position }) => position),
        ],
      );
    } catch (error) {
      this.metrics.setAsideFailed();
      this.logger.warn(`${conflicts.length} conflicts could not be counted: ${(error as Error).message}`);
    }
  }
}
