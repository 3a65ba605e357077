import { rows, withConnection } from '../../libs/database/index.js';
import { tablesOf } from '../../libs/projections/index.js';
import type { Ledger } from './ledger.js';

/** Columns that say when and by whom something was worked out, not what. */
const NOT_CONTENT = ['as_of', 'lane'];

/**
 * Everything that a generation's tables hold, by table, each row as text, in order. Tables of sums, which have lanes,
 * are added up over them; keys that come to nothing are not there.
 */
export function readModelContents(
  { dataSource, projection }: Pick<Ledger, 'dataSource' | 'projection'>,
  generation: number,
): Promise<Record<string, string[]>> {
  return withConnection(dataSource, async (connection) => {
    const contents: Record<string, string[]> = {};
    for (const name of projection.tableNames) {
      const table = tablesOf(generation)(name);
      const columns = await rows<[name: string, isKey: boolean]>(
        connection,
        `select a.attname::text, coalesce(a.attnum = any(i.indkey), false)
         from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
         where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
        [table],
      );
      const hasLanes = columns.some(([column]) => column === 'lane');
      const of = (isKey: boolean) =>
        columns
          .filter(([column, key]) => key === isKey && !NOT_CONTENT.includes(column))
          .map(([column]) => column);
      const select = hasLanes
        ? `select ${of(true).join(', ')}, ${of(false).map((column) => `trim_scale(sum(${column})::numeric) as ${column}`)}
           from ${table} group by ${of(true).join(', ')}
           having ${of(false)
             .map((column) => `sum(${column}) <> 0`)
             .join(' or ')}`
        : `select ${[...of(true), ...of(false)].join(', ')} from ${table}`;
      const found = await rows<[string]>(connection, `select r::text from (${select}) as r order by 1`);
      contents[name] = found.map(([row]) => row);
    }
    return contents;
  });
}
