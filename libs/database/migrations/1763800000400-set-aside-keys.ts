import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells an event that was not folded from one that was and whose follow-up failed. */
export class SetAsideKeys1763800000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ops.set_aside add column key text collate "C" not null default '';
      alter table ops.set_aside drop constraint set_aside_pkey;
      alter table ops.set_aside add primary key (projection, generation, position, key);
      comment on column ops.set_aside.key is
        'The key whose follow-up failed, the event itself being in the tables; empty where the event is not.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from ops.set_aside where key <> '';
      alter table ops.set_aside drop constraint set_aside_pkey;
      alter table ops.set_aside add primary key (projection, generation, position);
      alter table ops.set_aside drop column key;
    `);
  }
}
