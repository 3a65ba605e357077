import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the log has been sent to Kafka. */
export class KafkaOut1763800001100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ops.kafka_out (
        topic text primary key,
        position bigint not null default 0,
        owner text,
        epoch bigint not null default 0,
        lease_until timestamptz,
        updated_at timestamptz not null default now()
      );
      comment on table ops.kafka_out is 'How far the log has been sent to a topic, and who sends; the lease is as in ops.checkpoints.';
      comment on column ops.kafka_out.position is 'Everything up to it has been taken by the brokers. Set to 0, all is sent again.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ops.kafka_out');
  }
}
