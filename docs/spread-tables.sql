-- Spreads the tables of one generation of the read models over parts, by PostgreSQL's own hash partitioning:
--
--   psql "$DATABASE_URL" -f docs/spread-tables.sql -c 'select pg_temp.spread_tables(2, 8)'
--
-- for generation 2, in 8 parts. PostgreSQL 17 or newer, as the owner of the tables. See docs/scaling.md for when.

create function pg_temp.spread_tables(which integer, parts integer) returns void language plpgsql as $$
declare
  named text;
  kept text;
  by_column text;
  own_key text;
  index_made text;
  indexes text[];
  numbered text;
  counter text;
begin
  -- Projectors wait here, until all is done.
  perform from ops.checkpoints where projection = 'customers' and generation = which order by partition for update;
  if not found then
    raise exception 'there is no generation %', which;
  end if;

  foreach named in array (select tables from ops.generations where projection = 'customers' and generation = which) loop
    -- Sums have a lane, everything else the partition it is at home in.
    select attname into strict by_column from pg_attribute
    where attrelid = named::regclass and attname in ('partition', 'lane') and not attisdropped;
    select pg_get_constraintdef(oid) into own_key from pg_constraint
    where conrelid = named::regclass and contype = 'p';
    select array_agg(pg_get_indexdef(indexrelid)) into indexes from pg_index
    where indrelid = named::regclass and not indisprimary;
    select attname, pg_get_serial_sequence(named, attname) into numbered, counter from pg_attribute
    where attrelid = named::regclass and attidentity <> '';

    kept := split_part(named, '.', 2) || '_kept';
    execute format('alter table %s rename to %I', named, kept);
    kept := format('read.%I', kept);
    execute format('create table %s (like %s including all excluding indexes) partition by hash (%I)',
      named, kept, by_column);
    for part in 0 .. parts - 1 loop
      execute format('create table %s_part%s partition of %s for values with (modulus %s, remainder %s)',
        named, part, named, parts, part);
    end loop;
    execute format('insert into %s overriding system value select * from %s', named, kept);
    if counter is not null then
      perform setval(pg_get_serial_sequence(named, numbered), nextval(counter));
    end if;
    execute format('drop table %s', kept);

    -- PostgreSQL refuses a key that leaves the column out.
    if own_key is not null then
      execute format('alter table %s add %s', named, own_key);
    end if;
    foreach index_made in array coalesce(indexes, '{}') loop
      execute index_made;
    end loop;
  end loop;
end
$$;
