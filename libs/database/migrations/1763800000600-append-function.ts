import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Appends of a small group by one statement, so that a single event costs one journey to the server. Each statement
 * inside sees what was committed before the lock was given. The lock is that of append-transaction.ts.
 */
export class AppendFunction1763800000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function ledger.append(
        append_lock bigint, channel text, streams text[], sources text[], ids text[], types text[], subjects text[],
        times timestamptz[], datas text[], personals text[]
      ) returns table (n int, at bigint, revision_given bigint) language plpgsql as $$
      #variable_conflict use_column
      declare
        last bigint;
        recorded timestamptz;
      begin
        perform pg_advisory_xact_lock(append_lock);
        recorded := clock_timestamp();
        select coalesce(max(position), 0) into last from ledger.events;
        return query
          insert into ledger.events
            (position, revision, recorded_time, stream, source, id, type, subject, time, data, personal)
          select last + sent.n,
                 coalesce((select max(e.revision) from ledger.events e where e.stream = sent.stream), -1)
                   + row_number() over (partition by sent.stream order by sent.n),
                 recorded, sent.stream, sent.source, sent.id, sent.type, sent.subject, sent.time,
                 sent.data::json, sent.personal
          from unnest(streams, sources, ids, types, subjects, times, datas, personals)
            with ordinality as sent(stream, source, id, type, subject, time, data, personal, n)
          order by sent.n
          returning (position - last)::int, position, revision;
        perform pg_notify(channel, '');
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function ledger.append');
  }
}
