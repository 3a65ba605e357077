import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What intake could not accept, and what it was sent twice with different content. */
export class Quarantine1763800000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ops.quarantine (
        id bigint generated always as identity primary key,
        content_hash bytea not null unique,
        content bytea not null,
        content_length bigint not null,
        source text collate "C",
        event_id text collate "C",
        type text collate "C",
        subject text collate "C",
        errors json not null,
        times integer not null default 1,
        received_at timestamptz not null default now(),
        last_seen timestamptz not null default now(),
        key_id text collate "C"
      );
      create index quarantine_subject on ops.quarantine (subject) where subject is not null;
      comment on table ops.quarantine is 'Events that were rejected, with the reason, once per content.';
      comment on column ops.quarantine.content is 'The event as it was sent; of one beyond 1 MiB the first part.';
      comment on column ops.quarantine.content_length is 'Bytes of the whole content.';
      comment on column ops.quarantine.times is 'How often this content was sent.';

      create table ops.identity_conflicts (
        source text collate "C" not null,
        id text collate "C" not null,
        position bigint not null,
        times integer not null default 1,
        last_seen timestamptz not null default now(),
        primary key (source, id)
      );
      comment on table ops.identity_conflicts is
        'Events that were sent again with other content than the log has at the position.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ops.quarantine; drop table ops.identity_conflicts');
  }
}
