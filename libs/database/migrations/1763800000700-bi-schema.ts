import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `bi`, what BI tools read, and `bi_store`, what lies beneath its views. */
export class BiSchema1763800000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema bi;
      comment on schema bi is 'Every metric at its default parameters, and the events behind them, for BI tools.';
      create schema bi_store;
      comment on schema bi_store is 'What lies beneath the views of bi.';

      create table bi_store.definitions (
        name text primary key,
        kind text not null,
        make text not null,
        undo text not null,
        content_hash text
      );
      comment on table bi_store.definitions is 'The SQL that each view was made by, and the SQL that removes it.';
      comment on column bi_store.definitions.content_hash is 'Of the rows that were last written; null before.';

      create table bi_store.metrics (
        metric text primary key,
        view text not null,
        title text not null,
        unit text not null,
        description text not null,
        definition text,
        source text not null,
        version integer not null,
        parameters jsonb not null,
        beside jsonb not null,
        unconverted jsonb not null,
        problem text
      );
      create view bi.metrics as select * from bi_store.metrics;
      comment on view bi.metrics is 'What each metric is, and what its answer says beside its rows. One row per metric.';
      comment on column bi.metrics.metric is 'Its name in the API.';
      comment on column bi.metrics.view is 'The view of this schema that holds its rows.';
      comment on column bi.metrics.title is 'Its name for people.';
      comment on column bi.metrics.unit is 'What its figures count or measure.';
      comment on column bi.metrics.description is 'What it tells.';
      comment on column bi.metrics.definition is 'How it is worked out, to the letter.';
      comment on column bi.metrics.source is 'Where the definition comes from in the literature.';
      comment on column bi.metrics.version is 'Grows with each change of the definition.';
      comment on column bi.metrics.parameters is 'The parameters the rows were worked out under, as the API names them.';
      comment on column bi.metrics.beside is 'What the answer holds beside its rows, such as the comparisons of impact.';
      comment on column bi.metrics.unconverted is
        'Money left out of the sums, by currency, because that currency has no rate: currency, count, amount.';
      comment on column bi.metrics.problem is 'Why the view is empty although there is data; null for most.';

      create table bi_store.as_of (
        position bigint not null,
        as_of timestamptz not null,
        read_at timestamptz not null,
        refreshed_at timestamptz not null default now(),
        failed bigint not null,
        only_row boolean primary key default true check (only_row)
      );
      create view bi.as_of as select position, as_of, refreshed_at, failed from bi_store.as_of;
      comment on view bi.as_of is 'Up to where the views of the metrics go: one row. The other views are always of now.';
      comment on column bi.as_of.position is 'Events up to this position of the log are in the metrics.';
      comment on column bi.as_of.as_of is 'The instant the metrics are for.';
      comment on column bi.as_of.refreshed_at is 'When the rows of the metrics were written.';
      comment on column bi.as_of.failed is 'Events that could not be taken in and are missing from the metrics.';

      create function bi_store.half_even(x numeric) returns numeric
        language plpgsql immutable strict parallel safe as $$
      begin
        -- round() takes exact halves away from zero; all else it rounds as we do.
        if x * 100000 % 10 in (5, -5) then return 2 * round(x * 5000) * 0.0001; end if;
        return round(x, 4);
      end $$;
      comment on function bi_store.half_even is 'Rounds to 4 decimals; exact halves go to the even neighbour.';

      create function bi_store.steps(json)
        returns table (n bigint, at timestamptz, kind text, amount numeric, currency text)
        language sql stable parallel safe as $$
        select step.n,
               timestamptz 'epoch' + (step.value ->> 1)::bigint * interval '1 microsecond',
               step.value ->> 2, (step.value ->> 3)::numeric * 0.0001, step.value ->> 4
        from json_array_elements($1) with ordinality as step(value, n)
      $$;
      comment on function bi_store.steps is 'The steps of a contact or complaint in time order, as its row keeps them.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema bi cascade; drop schema bi_store cascade');
  }
}
