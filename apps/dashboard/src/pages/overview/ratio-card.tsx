import { type Params, type Row, useAnswers, useMetric } from '../../api/metrics.js';
import { Sparkline } from '../../charts/sparkline.js';
import { useDetails } from '../../figures/details.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { changeClass, changeOf } from './change.js';
import { endOfPeriod } from './end-of-period.js';
import { ratioOf } from './ratio.js';

interface RatioCardProps {
  question: Params;
  /** Up to the one that is shown, oldest first. */
  periods: readonly string[];
}

/** Points of the small line: each is a question of its own. */
const POINTS = 12;

/**
 * LTV : CAC of everybody won in the range up to the end of the period, against the same up to the ends of those before.
 * The API has it by channel; over all channels it is the lifetime value over the spend.
 */
export function RatioCard({ question, periods }: RatioCardProps) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { from, to } = question;
  const shown = periods.slice(-POINTS);
  const until = (label: string) => {
    const end = endOfPeriod(label);
    return { ...(from && { from }), to: to && to < end ? to : end };
  };
  const now = until(shown[shown.length - 1]);
  const spend = useMetric('acquisition', { ...question, channel: 'all' });
  const byChannel = useMetric('ltv-to-cac', now);
  const values = useAnswers('ltv', shown.map(until));
  const value = values.at(-1);
  const name = texts.overview.figures.ratio;
  const failed = [spend, byChannel].find(({ error, data }) => error && !data);
  if (!spend.data || !byChannel.data || !value) {
    return (
      <li className="card">
        <h2>{name}</h2>
        {failed ? <Failure error={failed.error} onRetry={() => void failed.refetch()} /> : <Loading />}
      </li>
    );
  }
  const spentUntil = (label: string) => spend.data.rows.filter((row) => String(row.period) <= label);
  const ratios = shown.map((label, i) => ratioOf(values[i]?.rows[0], spentUntil(label)));
  const [before, ratio] = [null, ...ratios].slice(-2);
  const change = changeOf('share', ratio, before);
  const payback = longestPayback(byChannel.data.rows);
  return (
    <li className="card">
      <h2>{name}</h2>
      <button
        type="button"
        className="value"
        data-figure="ratio"
        onClick={() =>
          open({ metric: 'ltv-to-cac', column: 'ratio', row: value.rows[0], answer: value, params: now })
        }
      >
        {formats.number(ratio, 2)}
      </button>
      <p className={changeClass(change, 'up')}>
        {change === null
          ? texts.overview.noChange
          : texts.overview.change(
              formats.signed(formats.rate(Math.abs(change)), change < 0),
              formats.period(shown[shown.length - 2]),
            )}
      </p>
      <p>{payback === null ? texts.overview.noPayback : texts.overview.payback(payback)}</p>
      {!values.includes(undefined) && <Sparkline values={ratios} />}
    </li>
  );
}

/** Months after which the last of the channels that cost something had paid back; null while one has not. */
function longestPayback(rows: readonly Row[]): number | null {
  const months = rows
    .filter(({ cac }) => cac !== null)
    .map(({ paybackMonths }) => paybackMonths as number | null);
  return months.length === 0 || months.includes(null) ? null : Math.max(...(months as number[]));
}
