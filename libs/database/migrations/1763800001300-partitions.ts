import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Projectors share the partitions of a projection: who of them lives, and whose partition what was set aside is. */
export class Partitions1763800001300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ops.projectors (
        owner text primary key,
        projection text not null,
        version text not null,
        seen_at timestamptz not null default now()
      );
      comment on table ops.projectors is 'Projectors that live: each takes its share of the partitions.';
      comment on column ops.projectors.owner is 'The database session whose life is the life of its leases.';
      alter table ops.checkpoints alter column partition drop default;
      -- Moved with each batch: room for the next versions of the rows beside them.
      alter table ops.checkpoints set (fillfactor = 30);
      alter table ops.set_aside add column partition integer not null default 0;
      alter table ops.set_aside add column kind text not null default '';
      alter table ops.set_aside drop constraint set_aside_pkey;
      alter table ops.set_aside add primary key (projection, generation, position, kind, key);
      comment on column ops.set_aside.kind is 'Of a message that could not be followed: what it is about.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from ops.set_aside where kind <> '';
      alter table ops.set_aside drop constraint set_aside_pkey;
      alter table ops.set_aside add primary key (projection, generation, position, key);
      alter table ops.set_aside drop column kind, drop column partition;
      alter table ops.checkpoints alter column partition set default 0;
      alter table ops.checkpoints reset (fillfactor);
      drop table ops.projectors;
    `);
  }
}
