import { Injectable, Logger } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import type { EventInput } from '../event-input.js';
import { IntakeMetrics } from '../intake-metrics.js';
import type { Rejection } from '../judge.js';
import { type QuarantinedEvent, QuarantineEntity } from './quarantine.entity.js';
import { oncePerContent, type QuarantineEntry, quarantineEntry } from './quarantine-entry.js';

interface Refused {
  input: EventInput;
  rejection: Rejection;
}

/** Where events that were rejected are kept, once per content, with the reason. */
@Injectable()
export class Quarantine {
  private readonly logger = new Logger('Intake');

  constructor(
    private readonly dataSource: DataSource,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** Keeps what was rejected. Never throws: its publisher is told in the answer, which must not be lost for this. */
  async keep(refused: readonly Refused[], keyId: string): Promise<void> {
    try {
      await this.mustKeep(refused, keyId);
    } catch (error) {
      this.metrics.setAsideFailed();
      this.logger.warn(`${refused.length} rejected events could not be kept: ${(error as Error).message}`);
    }
  }

  /** Keeps what was rejected, or throws the error of the database. */
  async mustKeep(refused: readonly Refused[], keyId: string): Promise<void> {
    if (refused.length === 0) return;
    const entries = refused.map(({ input, rejection }) => quarantineEntry(input, rejection.errors));
    await this.write(oncePerContent(entries), keyId);
  }

  /** The newest first, below an id. */
  page(limit: number, below?: string): Promise<QuarantinedEvent[]> {
    return this.dataSource.getRepository(QuarantineEntity).find({
      where: below === undefined ? {} : { id: LessThan(below) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  count(): Promise<number> {
    return this.dataSource.getRepository(QuarantineEntity).count();
  }

  find(id: string): Promise<QuarantinedEvent | null> {
    return this.dataSource.getRepository(QuarantineEntity).findOneBy({ id });
  }

  /** @returns whether it was there */
  async remove(id: string): Promise<boolean> {
    const { affected } = await this.dataSource.getRepository(QuarantineEntity).delete({ id });
    return affected === 1;
  }

  private async write(entries: readonly QuarantineEntry[], keyId: string): Promise<void> {
    await this.dataSource.query(
      `insert into ops.quarantine as known
         (content_hash, content, content_length, source, event_id, type, subject, errors, times, key_id)
       select sent.*, $10
       from unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::json[], $9::integer[]) as sent
       on conflict (content_hash) do update
         set times = known.times + excluded.times, last_seen = excluded.last_seen,
             errors = excluded.errors, key_id = excluded.key_id`,
      [
        entries.map(({ hash }) => hash),
        entries.map(({ content }) => content),
        entries.map(({ contentLength }) => contentLength),
        entries.map(({ source }) => source),
        entries.map(({ eventId }) => eventId),
        entries.map(({ type }) => type),
        entries.map(({ subject }) => subject),
        entries.map(({ errors }) => JSON.stringify(errors)),
        entries.map(({ times }) => times),
        keyId,
      ],
    );
  }
}
