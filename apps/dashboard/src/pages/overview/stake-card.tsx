import { useEffect, useState } from 'react';
import { addressOf } from '../../address/address.js';
import { Link } from '../../address/link.js';
import { useAnswers } from '../../api/metrics.js';
import { type StakeAnswer, useStake } from '../../api/stake.js';
import { Sparkline } from '../../charts/sparkline.js';
import { useDetails } from '../../figures/details.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { changeClass, changeOf } from './change.js';
import { endOfPeriod } from './end-of-period.js';

/** Periods of the small line. */
const POINTS = 6;

/**
 * What open complaints put at stake now, whatever the range. What it was at the end of earlier periods the server works
 * out from every customer's history, one after the other: it is asked when a reader wants it.
 * @param periods up to the one that is shown, oldest first
 */
export function StakeCard({ periods }: { periods: readonly string[] }) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { data, error, refetch } = useStake();
  const [wanted, setWanted] = useState(false);
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
          <p className="links">
            {!wanted && (
              <button type="button" className="quiet" onClick={() => setWanted(true)}>
                {texts.overview.stakeBefore}
              </button>
            )}
            <Link href={addressOf('impact', {})}>{texts.overview.stakeList}</Link>
          </p>
          {wanted && <StakeCourse now={data} periods={periods} />}
        </>
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </li>
  );
}

function StakeCourse({ now, periods }: { now: StakeAnswer; periods: readonly string[] }) {
  const texts = useTexts();
  const formats = useFormats();
  // The latest first, as the change is to it.
  const labels = periods.slice(-POINTS).reverse();
  const [asked, setAsked] = useState(1);
  const answers = useAnswers<StakeAnswer>(
    'at-stake',
    // The total is what counts here; rows there must be.
    labels.map((label) => ({ asOf: `${endOfPeriod(label)}T00:00:00Z`, top: '1' })),
    asked,
  );
  const came = answers.filter((answer) => answer !== undefined).length;
  useEffect(() => setAsked(came + 1), [came]);
  const values = [now, ...answers].map(totalOf).reverse();
  const change = changeOf('share', totalOf(now), totalOf(answers[0]));
  const text =
    change === null
      ? texts.overview.noChange
      : texts.overview.change(
          formats.signed(formats.rate(Math.abs(change)), change < 0),
          texts.overview.endOf(formats.period(labels[0])),
        );
  return (
    <>
      {answers[0] && <p className={changeClass(change, 'down')}>{text}</p>}
      {came < labels.length && <Loading />}
      <Sparkline values={values} />
    </>
  );
}

function totalOf(answer: StakeAnswer | undefined): number | null {
  const value = answer?.total.valueAtStake;
  return value === null || value === undefined ? null : Number(value);
}
