import { addressOf, useAddress } from '../../address/address.js';
import { Link } from '../../address/link.js';
import { useSession } from '../../api/session.js';
import { useStake } from '../../api/stake.js';
import { Panel } from '../../figures/panel.js';
import { Scroll } from '../../figures/scroll.js';
import { useFormats } from '../../format/formats.js';
import { columnText, useTexts, valueText } from '../../texts/texts.js';

/** Rows of the list; all of them are in the CSV. */
const SHOWN = 50;
const COLUMNS = [
  'customer',
  'channel',
  'openedAt',
  'waitingHours',
  'netLast365Days',
  'stopRiskIfAnswered',
  'stopRiskIfUnanswered',
  'valueAtStake',
];

/** Open, unanswered complaints, worst first. */
export function StakePanel() {
  const texts = useTexts();
  const formats = useFormats();
  const { params } = useAddress();
  const query = useStake();
  const mayName = useSession().data?.scopes.includes('customers:read');
  return (
    <Panel title={texts.impact.stake} metric="at-stake" params={{}} query={query}>
      {({ rows, total }) => (
        <>
          <p>
            {texts.impact.stakeTotal(
              formats.money(total.valueAtStake),
              formats.count(total.complaints),
              formats.count(total.customers),
            )}
          </p>
          {!mayName && <p>{texts.impact.hidden}</p>}
          <Scroll label={texts.impact.stake}>
            <table>
              <caption className="for-screen-readers">{texts.impact.stake}</caption>
              <thead>
                <tr>
                  {COLUMNS.map((name) => (
                    <th key={name} scope="col">
                      {columnText(texts, 'at-stake', name)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, SHOWN).map((row, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: names may be hidden; the order is the list's own
                  <tr key={i}>
                    <th scope="row">
                      {row.customer === null ? (
                        '–'
                      ) : (
                        <Link href={addressOf('customers', params, { id: String(row.customer) })}>
                          {String(row.customer)}
                        </Link>
                      )}
                    </th>
                    <td>{valueText(texts, row.channel)}</td>
                    <td>{formats.instant(String(row.openedAt))}</td>
                    <td>{formats.number(row.waitingHours as number, 0)}</td>
                    <td>{formats.money(row.netLast365Days as string)}</td>
                    <td>{formats.rate(row.stopRiskIfAnswered as number | null)}</td>
                    <td>{formats.rate(row.stopRiskIfUnanswered as number | null)}</td>
                    <td>{formats.money(row.valueAtStake as string | null)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {rows.length > SHOWN && (
            <p>{texts.impact.first(formats.count(SHOWN), formats.count(rows.length))}</p>
          )}
        </>
      )}
    </Panel>
  );
}
