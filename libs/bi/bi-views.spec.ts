import { type Ledger, openLedger } from '../../test/support/ledger.js';
import { transaction } from '../database/index.js';
import { type CellMetric, type Metric, MOST_ROWS, metrics, TooManyRows } from '../metrics/index.js';
import { BiViews } from './bi-views.js';
import { define } from './define.js';
import { createView, type Definition, dropView } from './view.js';

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
  ledger.start();
  await ledger.publish([
    {
      ...{ specversion: '1.0', source: 'shop', id: 'o1', subject: 'ann', time: '2024-01-10T12:00:00Z' },
      ...{ type: 'lifeledger.purchase.completed.v1', data: { orderId: 'o1', amount: '10.00' } },
    },
  ]);
  await ledger.caughtUp();
});
afterAll(() => ledger?.close());

const view = (name: string, sql: string): Definition => ({
  name,
  make: createView({
    name,
    comment: 'A view.',
    columns: [{ name: 'x', sql, comment: "It's a column." }],
    from: '',
  }),
  undo: dropView(name),
});
const defineDetails = (...definitions: Definition[]) =>
  transaction(ledger.dataSource, (connection) => define(connection, 'detail', definitions));
const query = (sql: string) => ledger.dataSource.query(sql);

describe('definitions', () => {
  afterAll(() => defineDetails());

  test('a view is made once, made anew when its definition changes, and removed when it is not wanted', async () => {
    await defineDetails(view('one', '1'), view('two', '2'));
    const oid = async () => (await query(`select 'bi.one'::regclass::oid as oid`))[0].oid;
    const before = await oid();
    await defineDetails(view('one', '1'), view('two', `'another'::text`));
    expect(await oid()).toBe(before);
    expect(await query('select x from bi.two')).toEqual([{ x: 'another' }]);
    await defineDetails(view('one', '1'));
    await expect(query('select x from bi.two')).rejects.toMatchObject({ code: '42P01' });
  });

  test('a view that is being read stays as it is, and nobody waits', async () => {
    await defineDetails(view('one', '1'));
    const reader = ledger.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('select x from bi.one');
    await expect(defineDetails(view('one', '2'))).rejects.toMatchObject({ code: '55P03' });
    await reader.commitTransaction();
    await reader.release();
    expect(await query('select x from bi.one')).toEqual([{ x: 1 }]);
    await defineDetails(view('one', '2'));
    expect(await query('select x from bi.one')).toEqual([{ x: 2 }]);
  });
});

describe('refreshing', () => {
  const all = [...metrics.values()];
  const viewsOf = (list: readonly Metric[]) => new BiViews(ledger.dataSource, ledger.settings, list);

  test('rows are those of the moment, and are written again only when they have changed', async () => {
    expect(await viewsOf(all).refresh()).toMatchObject({ position: 1 });
    const written = () => query('select ctid::text, xmin::text, period, revenue from bi_store.revenue');
    const before = await written();
    expect(before).toMatchObject([{ period: '2024-01', revenue: '10.0000' }]);
    await viewsOf(all).refresh();
    expect(await written()).toEqual(before);
    expect(await query('select position from bi.as_of')).toEqual([{ position: '1' }]);
  });

  test('a metric of too many rows has none, and says so', async () => {
    const tooLarge: CellMetric = {
      ...(metrics.get('ltv') as CellMetric),
      rows: () => {
        throw new TooManyRows(1_000_000);
      },
    };
    // The same name and version: the same tables.
    await viewsOf(all.map((metric) => (metric.name === 'ltv' ? tooLarge : metric))).refresh();
    expect(await query('select * from bi.ltv')).toEqual([]);
    const [ltv] = await query(`select problem from bi.metrics where metric = 'ltv'`);
    expect(ltv.problem).toMatch(/rows/);
    await viewsOf(all).refresh();
    expect(await query('select customers from bi.ltv')).toEqual([{ customers: '1' }]);
  });

  test('a metric of as many rows as there may be says that some may be missing', async () => {
    const ltv = metrics.get('ltv') as CellMetric;
    const row = { group: 'all', customers: 1, orders: 1, net: '1.0000', contribution: '1.0000' };
    const rest = { costToServe: '0.0000', ltv: '1.0000', ltvPerCustomer: '1.0000' };
    const full: CellMetric = { ...ltv, rows: () => Array(MOST_ROWS).fill({ ...row, ...rest }) };
    await viewsOf(all.map((metric) => (metric.name === 'ltv' ? full : metric))).refresh();
    expect(await query('select count(*)::int from bi.ltv')).toEqual([{ count: MOST_ROWS }]);
    const problem = `select problem from bi.metrics where metric = 'ltv'`;
    expect(await query(problem)).toEqual([{ problem: expect.stringContaining('there may be more') }]);
    await viewsOf(all).refresh();
    expect(await query(problem)).toEqual([{ problem: null }]);
  });

  test('tables that other code made are let be', async () => {
    const before = await query('select * from bi_store.as_of');
    const others = viewsOf(all.slice(1));
    expect(await others.standing()).toBeNull();
    expect(await others.pointDetails()).toBeNull();
    expect(await others.refresh()).toBeNull();
    expect(await query('select * from bi_store.as_of')).toEqual(before);
  });
});
