import { useMemo } from 'react';
import { useDefinition, type Value } from '../../api/metrics.js';
import type { Series } from '../../charts/series.js';
import { SeriesChart } from '../../charts/series-chart.js';
import { Scroll } from '../../figures/scroll.js';
import { useFormats } from '../../format/formats.js';
import { columnText, useTexts, valueText } from '../../texts/texts.js';
import type { ImpactAnswer } from './impact-answer.js';
import { comparisonSentence } from './sentence.js';

/** Each group against the reference in one outcome: raw and adjusted side by side, and what that says. */
export function Comparisons({ answer, outcome }: { answer: ImpactAnswer; outcome: string }) {
  const texts = useTexts();
  const formats = useFormats();
  const isMoney =
    useDefinition('impact')?.columns.find(({ name }) => name === outcome)?.estimateOf === 'money';
  const name = columnText(texts, 'impact', outcome);
  const { shown, categories, series } = useMemo(() => {
    const shown = answer.comparisons.filter((one) => one.outcome === outcome);
    // A bar each, raw above adjusted, so that intervals do not lie on each other.
    const bars = shown.flatMap((one) => [
      { ...one, name: `${valueText(texts, one.group)}, ${texts.impact.raw}` },
      {
        difference: one.adjustedDifference,
        low: one.adjustedLow,
        high: one.adjustedHigh,
        name: `${valueText(texts, one.group)}, ${texts.impact.adjusted}`,
      },
    ]);
    const numbers = (part: 'difference' | 'low' | 'high') =>
      bars.map((bar) => (bar[part] === null ? null : Number(bar[part])));
    const series: Series[] = [
      { name, type: 'bar', values: numbers('difference'), low: numbers('low'), high: numbers('high') },
    ];
    return { shown, series, categories: bars.map((bar) => bar.name) };
  }, [answer, outcome, name, texts]);
  const write = isMoney
    ? (value: Value) => formats.money(value as string | null)
    : (value: Value) => formats.rate(value as number | null);
  const size = (value: number) =>
    isMoney ? formats.money(value) : texts.overview.points(formats.number(100 * value, 1));
  const interval = (low: Value, high: Value) => (low === null ? '–' : `${write(low)} … ${write(high)}`);
  const headings = [
    'group',
    'reference',
    'difference',
    'adjustedDifference',
    'pValue',
    'strata',
    'unmatchedShare',
  ];
  if (shown.length === 0) return <p>{texts.empty}</p>;
  return (
    <>
      {shown.map((one) => (
        <p key={one.group}>{comparisonSentence(one, name, size, texts)}</p>
      ))}
      <p>
        <strong>{texts.impact.observation}</strong>
      </p>
      <SeriesChart
        label={texts.impact.comparisonLabel(name)}
        categories={categories}
        series={series}
        axis={isMoney ? formats.shortMoney : formats.shortRate}
        tip={isMoney ? formats.money : formats.rate}
        sideways
        height={40 + 36 * categories.length}
      />
      <Scroll label={texts.impact.comparison}>
        <table>
          <caption className="for-screen-readers">{texts.impact.comparisonLabel(name)}</caption>
          <thead>
            <tr>
              {headings.map((heading) => (
                <th key={heading} scope="col">
                  {columnText(texts, 'impact', heading)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.group}>
                <th scope="row">{valueText(texts, one.group)}</th>
                <td>{valueText(texts, one.reference)}</td>
                <td>
                  {write(one.difference)} ({interval(one.low, one.high)})
                </td>
                <td>
                  {write(one.adjustedDifference)} ({interval(one.adjustedLow, one.adjustedHigh)})
                </td>
                <td>
                  {one.pValue === null
                    ? '–'
                    : one.pValue < 0.001
                      ? `< ${formats.number(0.001, 3)}`
                      : formats.number(one.pValue, 3)}
                </td>
                <td>{formats.count(one.strata)}</td>
                <td>{formats.rate(one.unmatchedShare)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
