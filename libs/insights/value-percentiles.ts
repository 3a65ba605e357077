import { type Connection, rows } from '../database/index.js';
import type { CellMetric, Question, Values } from '../metrics/index.js';
import type { Tables } from '../projections/index.js';
import { rankOf } from '../statistics/index.js';
import { type Percentiles, percentilesName } from './percentiles.js';
import { columnOf } from './standing-tables.js';
import { countTable, ownKeys, plainColumns, plainTypes, valueTable } from './value-counts.js';

type Key = (number | string)[];

/** Where a percentile is found: among the values of a key from a bucket on, so many passed over. */
interface Place {
  key: Key;
  share: number;
  bucket: number;
  passed: number;
}

/**
 * Percentiles over everybody, by nearest rank. The counts of the buckets say in which bucket each lies: that is looked for
 * here, as sums that run over thousands of buckets cost the database more than handing the counts over.
 */
export async function readWholePercentiles(
  connection: Connection,
  tables: Tables,
  metric: CellMetric,
  { distributions }: Values,
  own: Question['own'],
): Promise<Percentiles> {
  const percentiles = new Map<string, (number[] | null)[]>();
  const counted = await readCounts(connection, tables, metric, own);
  for (const [distribution, { name, shares }] of distributions.entries()) {
    const places = counted
      .filter((one) => one.distribution === distribution)
      .flatMap(({ key, counts }) => placesOf(key, counts, shares));
    for (const [i, value] of (await readValues(connection, tables, metric, name, places)).entries()) {
      const { key, share } = places[i];
      const ofCell = percentiles.get(percentilesName(key, [])) ?? distributions.map(() => null);
      percentiles.set(percentilesName(key, []), ofCell);
      ofCell[distribution] ??= shares.map(() => Number.NaN);
      (ofCell[distribution] as number[])[shares.indexOf(share)] = value;
    }
  }
  return percentiles;
}

interface Counted {
  key: Key;
  distribution: number;
  /** By bucket. */
  counts: ReadonlyMap<number, number>;
}

async function readCounts(
  connection: Connection,
  tables: Tables,
  metric: CellMetric,
  own: Question['own'],
): Promise<Counted[]> {
  const named = ownKeys(metric, own);
  const conditions = named.map(([name], i) => `${columnOf(name)} = $${i + 1}`).join(' and ') || 'true';
  const keys = plainColumns(metric);
  const found = await rows<(number | string)[]>(
    connection,
    `select ${keys.join(', ')}, distribution, to_json(array_agg(bucket)), to_json(array_agg(count))
     from ${tables(countTable(metric))} where ${conditions} group by ${keys.join(', ')}, distribution`,
    named.map(([, value]) => value),
  );
  return found.map((row) => {
    const [distribution, buckets, amounts] = row.slice(keys.length) as [number, string, string];
    const counts = new Map<number, number>();
    const added = JSON.parse(amounts) as number[];
    // A bucket comes once from each lane.
    (JSON.parse(buckets) as number[]).forEach((bucket, i) => {
      counts.set(bucket, (counts.get(bucket) ?? 0) + added[i]);
    });
    return { key: row.slice(0, keys.length), distribution, counts };
  });
}

/** A place for each share; none where there are no values. */
export function placesOf(key: Key, counts: ReadonlyMap<number, number>, shares: readonly number[]): Place[] {
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return [];
  return shares.map((share) => {
    const rank = rankOf(share, total);
    let below = 0;
    const [bucket] = buckets.find(([, count]) => {
      if (below + count >= rank) return true;
      below += count;
      return false;
    }) as [number, number];
    return { key, share, bucket, passed: rank - below - 1 };
  });
}

/** The value at each place, in their order. */
async function readValues(
  connection: Connection,
  tables: Tables,
  metric: CellMetric,
  distribution: string,
  places: readonly Place[],
): Promise<number[]> {
  const column = columnOf(distribution);
  const keys = plainColumns(metric);
  const types = [...plainTypes(metric), 'bigint', 'bigint'];
  const same = keys.map((key) => `v.${key} = p.${key}`).join(' and ');
  const found = await rows<[number]>(
    connection,
    `select (select v.${column} from ${tables(valueTable(metric) as string)} v
             where ${same} and v.${column} >= p.bucket order by v.${column} offset p.passed limit 1)
     from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')}) with ordinality
       as p (${keys.join(', ')}, bucket, passed, place)
     order by p.place`,
    [
      ...keys.map((_, i) => places.map(({ key }) => key[i])),
      places.map(({ bucket }) => bucket),
      places.map(({ passed }) => passed),
    ],
  );
  return found.map(([value]) => value);
}
