import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What `bi.metrics` says of a view may be that it has not all rows. */
export class BiProblem1763800001400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      comment on column bi.metrics.problem is
        'Why the view is empty although there is data, or has not all rows; null for most.'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      comment on column bi.metrics.problem is 'Why the view is empty although there is data; null for most.'`);
  }
}
