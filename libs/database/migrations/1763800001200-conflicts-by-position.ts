import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `GET /v1/quality` lists identity conflicts newest first. */
export class ConflictsByPosition1763800001200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index identity_conflicts_position on ops.identity_conflicts (position)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ops.identity_conflicts_position');
  }
}
