import { type Params, type Row, useMetric } from '../../api/metrics.js';
import { useDetails } from '../../figures/details.js';
import { Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { changeOf } from './change.js';
import { endOfPeriod } from './end-of-period.js';
import { ratioOf } from './ratio.js';

interface RatioCardProps {
  question: Params;
  periods: { period: string; before: string | null };
}

/**
 * LTV : CAC of everybody won in the range up to the end of the period, against the same up to the end of the one
 * before. The API has it by channel; over all channels it is the lifetime value over the spend.
 */
export function RatioCard({ question, periods: { period, before } }: RatioCardProps) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { from, grain } = question;
  const until = (label: string) => ({ ...(from && { from }), to: endOfPeriod(label) });
  const now = until(period);
  const spend = useMetric('acquisition', { ...question, channel: 'all' });
  const value = useMetric('ltv', now);
  const valueBefore = useMetric('ltv', before ? until(before) : now, before !== null);
  const byChannel = useMetric('ltv-to-cac', now);
  const name = texts.overview.figures.ratio;
  if (!spend.data || !value.data || !byChannel.data || (before && !valueBefore.data)) {
    return (
      <li className="card">
        <h2>{name}</h2>
        <Loading />
      </li>
    );
  }
  const spentUntil = (label: string | null) =>
    spend.data.rows.filter((row) => label !== null && String(row.period) <= label);
  const ratio = ratioOf(value.data.rows[0], spentUntil(period));
  const ratioBefore = before ? ratioOf(valueBefore.data?.rows[0], spentUntil(before)) : null;
  const change = changeOf('share', ratio, ratioBefore);
  const payback = longestPayback(byChannel.data.rows);
  return (
    <li className="card" data-grain={grain}>
      <h2>{name}</h2>
      <button
        type="button"
        className="value"
        data-figure="ratio"
        onClick={() => open({ metric: 'ltv-to-cac', column: 'ratio' })}
      >
        {formats.number(ratio, 2)}
      </button>
      <p>
        {change === null || before === null
          ? texts.overview.noChange
          : texts.overview.change(
              formats.signed(formats.rate(Math.abs(change)), change < 0),
              formats.period(before),
            )}
      </p>
      <p>{payback === null ? texts.overview.noPayback : texts.overview.payback(formats.count(payback))}</p>
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
