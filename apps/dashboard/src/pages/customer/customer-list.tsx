import { addressOf, useAddress } from '../../address/address.js';
import { Link } from '../../address/link.js';
import { Choice } from '../../figures/controls.js';
import { Scroll } from '../../figures/scroll.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts, valueText } from '../../texts/texts.js';
import { useCustomers } from './customer.js';

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
  return (
    <section className="panel">
      <header>
        <h2>{texts.customer.best}</h2>
        <div className="fields">
          <Choice
            label={texts.customer.sort}
            name="sort"
            standard="ltv"
            options={SORTS.map((name) => [name, texts.customer.sorts[name]])}
          />
        </div>
      </header>
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
              {data.pages.flatMap(({ customers }) =>
                customers.map((customer) => (
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
                )),
              )}
            </tbody>
          </table>
        </Scroll>
      )}
      {hasNextPage && (
        <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {texts.customer.more}
        </button>
      )}
    </section>
  );
}
