import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of the API. */
export class Keys1763800000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ops.keys (
        id text collate "C" primary key,
        name text not null,
        hash bytea not null,
        scopes text[] not null,
        sources text[],
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      );
      comment on table ops.keys is 'Keys of the API: what each may do. A key itself is never stored.';
      comment on column ops.keys.hash is 'SHA-256 of the key.';
      comment on column ops.keys.sources is 'Sources the key may publish for; null for all.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ops.keys');
  }
}
