import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions of browsers, and links that begin one. */
export class Sessions1763800001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ops.sessions (
        hash bytea primary key,
        key_id text collate "C" not null references ops.keys on delete cascade,
        key_hash bytea not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null
      );
      create index on ops.sessions (expires_at);
      comment on table ops.sessions is 'Browsers that are signed in. A session''s token itself is never stored.';
      comment on column ops.sessions.hash is 'SHA-256 of the token.';
      comment on column ops.sessions.key_hash is 'Of the key it was begun with: it ends when the key''s is another.';
      comment on column ops.sessions.expires_at is 'Moves on while it is used.';

      create table ops.sign_in_links (
        hash bytea primary key,
        key_id text collate "C" not null references ops.keys on delete cascade,
        key_hash bytea not null,
        expires_at timestamptz not null
      );
      comment on table ops.sign_in_links is 'Tokens that begin one session each: gone once they are used.';
      comment on column ops.sign_in_links.hash is 'SHA-256 of the token.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ops.sessions; drop table ops.sign_in_links');
  }
}
