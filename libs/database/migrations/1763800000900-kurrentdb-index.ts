import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is kept in PostgreSQL beside a log in KurrentDB: which identities it has and where, which forgets nothing.
 * All of it can be made anew from the log: `truncate` the three tables and start.
 */
export class KurrentdbIndex1763800000900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ops.kurrentdb_identities (
        event_id uuid primary key,
        position bigint not null unique,
        ordinal bigint not null
      );
      comment on table ops.kurrentdb_identities is 'Every event of the log in KurrentDB, as far as it has been followed.';
      comment on column ops.kurrentdb_identities.event_id is 'UUID v5 of source and id.';
      comment on column ops.kurrentdb_identities.ordinal is 'Which event of the log it is, from 1, copies not counted.';

      create table ops.kurrentdb_copies (
        position bigint primary key,
        stream text collate "C" not null,
        revision bigint not null,
        unique (stream, revision)
      );
      comment on table ops.kurrentdb_copies is 'Second copies of an identity, which readers pass over.';

      create table ops.kurrentdb_complaints (
        subject text collate "C" not null,
        stream text collate "C" not null,
        primary key (subject, stream)
      );
      comment on table ops.kurrentdb_complaints is 'The streams of complaints that hold events of a customer.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table ops.kurrentdb_identities; drop table ops.kurrentdb_copies; drop table ops.kurrentdb_complaints',
    );
  }
}
