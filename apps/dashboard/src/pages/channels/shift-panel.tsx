import { useMemo } from 'react';
import { useAddress } from '../../address/address.js';
import { type Answer, useMetric } from '../../api/metrics.js';
import type { Series } from '../../charts/series.js';
import { SeriesChart } from '../../charts/series-chart.js';
import { DataTable } from '../../figures/data-table.js';
import { useDetails } from '../../figures/details.js';
import { Panel } from '../../figures/panel.js';
import { Scroll } from '../../figures/scroll.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { MonthRange } from './month-range.js';
import { usualMonths } from './shift-months.js';
import { type Waterfall, waterfallOf } from './waterfall.js';
import './shift.css';

/** How the mix changed between two ranges of months, and what that did to the cost of contacts. */
export function ShiftPanel({ fold }: { fold: 'channel' | 'channelFamily' }) {
  const texts = useTexts();
  const { params } = useAddress();
  // The server's own standard is the last months by the calendar, which may hold nothing.
  const months = useMetric('channel-mix', { by: 'channelFamily' });
  const usual = months.data && usualMonths(months.data);
  const before = params.before ?? usual?.before;
  const after = params.after ?? usual?.after;
  const question = { by: fold, precision: '4', ...(before && { before }), ...(after && { after }) };
  const query = useMetric('channel-shift', question, months.data !== undefined || months.error !== null);
  return (
    <Panel
      title={texts.channels.shift}
      metric="channel-shift"
      params={question}
      query={query}
      controls={
        query.data && (
          <div className="fields">
            <MonthRange
              label={texts.channels.before}
              name="before"
              value={String(query.data.parameters.before)}
            />
            <MonthRange
              label={texts.channels.after}
              name="after"
              value={String(query.data.parameters.after)}
            />
          </div>
        )
      }
    >
      {(answer) => (
        <>
          <WaterfallChart answer={answer} />
          <DataTable caption={texts.channels.shift} answer={answer} params={question} withoutBy />
        </>
      )}
    </Panel>
  );
}

const STEPS: readonly (keyof Waterfall)[] = ['volumeEffect', 'mixEffect', 'rateEffect'];

function WaterfallChart({ answer }: { answer: Answer }) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const sums = useMemo(() => waterfallOf(answer.rows), [answer]);
  const names: (keyof Waterfall)[] = ['costBefore', ...STEPS, 'costAfter'];
  const { categories, series } = useMemo(() => {
    let level = Number(sums.costBefore);
    const bars = STEPS.map((step) => {
      const from = level;
      level += Number(sums[step]);
      return { low: Math.min(from, level), change: Number(sums[step]) };
    });
    const place = (of: (bar: (typeof bars)[number]) => number | null) => [null, ...bars.map(of), null];
    const piles: Series[] = [
      { name: '', type: 'bar', stack: 'all', hidden: true, values: place(({ low }) => low) },
      {
        name: texts.channels.cost,
        type: 'bar',
        stack: 'all',
        colour: 'quiet',
        values: [Number(sums.costBefore), null, null, null, Number(sums.costAfter)],
      },
      {
        name: texts.channels.dearer,
        type: 'bar',
        stack: 'all',
        colour: 'bad',
        values: place(({ change }) => (change > 0 ? change : null)),
      },
      {
        name: texts.channels.cheaper,
        type: 'bar',
        stack: 'all',
        colour: 'good',
        values: place(({ change }) => (change < 0 ? -change : null)),
      },
    ];
    return {
      categories: [
        texts.channels.costBefore,
        ...STEPS.map((step) => texts.columns[step]),
        texts.channels.costAfter,
      ],
      series: piles,
    };
  }, [sums, texts]);
  return (
    <>
      <SeriesChart
        label={texts.channels.waterfallLabel}
        categories={categories}
        series={series}
        axis={formats.shortMoney}
        tip={formats.money}
      />
      <Scroll label={texts.channels.waterfallLabel}>
        <table>
          <caption className="for-screen-readers">{texts.channels.waterfallLabel}</caption>
          <thead>
            <tr>
              {categories.map((name) => (
                <th key={name} scope="col" className="figure">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {names.map((name) => (
                <td key={name} className="figure">
                  <button
                    type="button"
                    className="quiet"
                    data-figure={name}
                    onClick={() => open({ metric: 'channel-shift', column: name })}
                  >
                    {formats.money(sums[name])}
                  </button>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
