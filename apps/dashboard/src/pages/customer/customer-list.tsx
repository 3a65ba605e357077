import { addressOf, useAddress } from '../../address/address.js';
import { Link } from '../../address/link.js';
import { Choice } from '../../figures/controls.js';
import { CsvButton, csvOf } from '../../figures/csv-button.js';
import { Scroll } from '../../figures/scroll.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts, valueText } from '../../texts/texts.js';
import { type ListedCustomer, useCustomers } from './customer.js';

/** As the API has them. */
const CSV_COLUMNS = [
  'id',
  'segment',
  'country',
  'firstPurchase',
  'lastPurchase',
  'orders',
  'net',
  'contribution',
  'costToServe',
  'ltv',
] as const satisfies readonly (keyof ListedCustomer)[];

const SORTS = ['ltv', 'net', 'lastPurchase'] as const;

/** Customers, the best first. */
export function CustomerList() {
  const texts = useTexts();
  const formats = useFormats();
  const { params } = useAddress();
  const sort = SORTS.find((name) => name === params.sort) ?? 'ltv';
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useCustomers(sort);
  const { columns, dimensions } = texts;
  const headings = [
    columns.customer,
    dimensions.segment,
    dimensions.country,
    texts.customer.lastPurchase,
    columns.orders,
    columns.net,
    columns.contribution,
    columns.costToServe,
    columns.ltv,
  ];
  const customers = data?.pages.flatMap((page) => page.customers) ?? [];
  const csv = () =>
    csvOf(
      CSV_COLUMNS,
      customers.map((customer) => CSV_COLUMNS.map((name) => customer[name])),
    );
  return (
    <section className="panel">
      <header>
        <h2>{texts.customer.best}</h2>
        <CsvButton title={texts.customer.best} file="customers.csv" content={csv} />
      </header>
      <div className="fields">
        <Choice
          label={texts.customer.sort}
          name="sort"
          standard="ltv"
          options={SORTS.map((name) => [name, texts.customer.sorts[name]])}
        />
      </div>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Scroll label={texts.customer.best}>
          <table>
            <caption className="for-screen-readers">{texts.customer.best}</caption>
            <thead>
              <tr>
                {headings.map((heading, i) => (
                  <th key={heading} scope="col" className={i > 3 ? 'figure' : undefined}>
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {customers.map((customer) => (
                <tr key={customer.id}>
                  <th scope="row">
                    <Link href={addressOf('customers', params, { id: customer.id })}>{customer.id}</Link>
                  </th>
                  <td>{valueText(texts, customer.segment)}</td>
                  <td>{valueText(texts, customer.country)}</td>
                  <td>{customer.lastPurchase ? formats.instant(customer.lastPurchase) : '–'}</td>
                  <td className="figure">{formats.count(customer.orders)}</td>
                  <td className="figure">{formats.money(customer.net)}</td>
                  <td className="figure">{formats.money(customer.contribution)}</td>
                  <td className="figure">{formats.money(customer.costToServe)}</td>
                  <td className="figure">{formats.money(customer.ltv)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {hasNextPage && (
        <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {texts.customer.more}
        </button>
      )}
      {data && <footer className="true-for">{texts.panel.trueUpTo(data.pages[0].position)}</footer>}
    </section>
  );
}
