import { useStake } from '../../api/stake.js';
import { useDetails } from '../../figures/details.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';

/** What open complaints put at stake now, whatever the range. It has no period before. */
export function StakeCard() {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { data, error, refetch } = useStake();
  return (
    <li className="card">
      <h2>{texts.overview.figures.stake}</h2>
      {data ? (
        <>
          <button
            type="button"
            className="value"
            data-figure="stake"
            onClick={() => open({ metric: 'at-stake', column: 'valueAtStake' })}
          >
            {formats.money(data.total.valueAtStake)}
          </button>
          <p>
            {texts.overview.stakeNote(
              formats.count(data.total.complaints),
              formats.count(data.total.customers),
            )}
          </p>
        </>
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </li>
  );
}
