import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log: one table, append-only by trigger, positions given by the appender under a lock. */
export class EventLog1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema ledger;
      create schema ops;
      create schema read;

      create table ledger.identity (
        log_id uuid not null default gen_random_uuid(),
        reporting_currency text,
        reporting_time_zone text,
        only_row boolean primary key default true check (only_row)
      );
      comment on table ledger.identity is 'Which log this is: answers computed from another one never match its ETags.';
      comment on column ledger.identity.reporting_currency is 'As it was when the first event came in; fixed from then on.';
      insert into ledger.identity default values;

      create table ledger.events (
        position bigint primary key,
        stream text collate "C" not null,
        revision bigint not null,
        source text collate "C" not null,
        id text collate "C" not null,
        type text collate "C" not null,
        subject text collate "C",
        time timestamptz not null,
        recorded_time timestamptz not null,
        data json not null,
        personal text
      );
      create unique index events_identity on ledger.events (source, id);
      create unique index events_stream on ledger.events (stream, revision);
      create index events_of_cases on ledger.events (subject, position) where stream like 'complaint-%';
      comment on table ledger.events is 'Every event ever published, in the order of position. Rows are never changed.';
      comment on column ledger.events.data is 'Fields of the catalogue that are not personal.';
      comment on column ledger.events.personal is 'Personal fields, unknown fields and extensions: what erasure takes away.';

      create function ledger.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'the log is append-only';
      end $$;
      create trigger append_only before update or delete on ledger.events
        for each row execute function ledger.refuse_change();
      create trigger append_only_truncate before truncate on ledger.events
        for each statement execute function ledger.refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema ledger cascade; drop schema ops cascade; drop schema read cascade');
  }
}
