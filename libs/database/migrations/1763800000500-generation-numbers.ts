import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Generations are numbered on even when one is dropped before it served: a projector that still works on the dropped
 * one must not take the next for it.
 */
export class GenerationNumbers1763800000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table ops.projections add column last_generation integer not null default 0;
      update ops.projections set last_generation = coalesce(
        (select max(generation) from ops.generations where projection = name), 0);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table ops.projections drop column last_generation');
  }
}
