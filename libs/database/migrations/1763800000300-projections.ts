import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the projection engine must remember: generations, checkpoints with their leases, what was set aside. */
export class Projections1763800000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ops.projections (
        name text primary key,
        active_generation integer,
        rebuild_requested_at timestamptz
      );
      create table ops.generations (
        projection text not null references ops.projections (name),
        generation integer not null,
        version text not null,
        tables text[] not null,
        status text not null check (status in ('building', 'active', 'retired')),
        created_at timestamptz not null default now(),
        switched_at timestamptz,
        primary key (projection, generation)
      );
      create table ops.checkpoints (
        projection text not null,
        generation integer not null,
        partition integer not null default 0,
        position bigint not null default 0,
        changes bigint not null default 0,
        owner text,
        epoch bigint not null default 0,
        lease_until timestamptz,
        updated_at timestamptz not null default now(),
        primary key (projection, generation, partition),
        foreign key (projection, generation) references ops.generations (projection, generation) on delete cascade
      );
      comment on column ops.checkpoints.epoch is 'Grows with each change of owner; a batch commits only under its own.';
      comment on column ops.checkpoints.changes is 'Grows with each transaction that changes the tables.';
      create table ops.set_aside (
        projection text not null,
        generation integer not null,
        position bigint not null,
        error text not null,
        set_aside_at timestamptz not null default now(),
        retry boolean not null default false,
        primary key (projection, generation, position),
        foreign key (projection, generation) references ops.generations (projection, generation) on delete cascade
      );
      comment on table ops.set_aside is 'Events that a projection could not digest for a reason of their own.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ops.set_aside, ops.checkpoints, ops.generations, ops.projections');
  }
}
