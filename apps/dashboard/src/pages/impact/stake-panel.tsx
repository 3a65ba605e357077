import { addressOf, useAddress } from '../../address/address.js';
import { Link } from '../../address/link.js';
import { useSession } from '../../api/session.js';
import { MOST_STAKE_ROWS, STAKE_ROWS, useStake } from '../../api/stake.js';
import { useDetails } from '../../figures/details.js';
import { Panel } from '../../figures/panel.js';
import { Scroll } from '../../figures/scroll.js';
import { useFormats } from '../../format/formats.js';
import { columnText, useTexts, valueText } from '../../texts/texts.js';

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

/** Open, unanswered complaints, worst first; all of them are in the CSV. */
export function StakePanel() {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { params } = useAddress();
  const query = useStake();
  const mayName = useSession().data?.scopes.includes('customers:read');
  return (
    <Panel title={texts.impact.stake} metric="at-stake" params={{ top: MOST_STAKE_ROWS }} query={query}>
      {(answer) => (
        <>
          <p>
            {texts.impact.stakeTotal(
              formats.money(answer.total.valueAtStake),
              formats.count(answer.total.complaints),
              formats.count(answer.total.customers),
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
                {answer.rows.map((row, i) => (
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
                    <td>
                      {row.customer === null ? (
                        formats.money(row.valueAtStake as string | null)
                      ) : (
                        <button
                          type="button"
                          className="quiet"
                          onClick={() =>
                            open({ metric: 'at-stake', column: 'valueAtStake', row, answer, params: {} })
                          }
                        >
                          {formats.money(row.valueAtStake as string | null)}
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {answer.total.complaints > answer.rows.length && (
            <p>{texts.impact.first(formats.count(STAKE_ROWS), formats.count(answer.total.complaints))}</p>
          )}
        </>
      )}
    </Panel>
  );
}
