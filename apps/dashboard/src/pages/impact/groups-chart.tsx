import { useMemo } from 'react';
import { type Estimate, type Params, useDefinition } from '../../api/metrics.js';
import { SeriesChart } from '../../charts/series-chart.js';
import { useDetails } from '../../figures/details.js';
import { useFormats } from '../../format/formats.js';
import { columnText, useTexts, valueText } from '../../texts/texts.js';
import type { ImpactAnswer } from './impact-answer.js';

interface GroupsChartProps {
  answer: ImpactAnswer;
  params: Params;
  outcome: string;
}

/** One outcome by group, with its intervals. */
export function GroupsChart({ answer, params, outcome }: GroupsChartProps) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const isMoney =
    useDefinition('impact')?.columns.find(({ name }) => name === outcome)?.estimateOf === 'money';
  const name = columnText(texts, 'impact', outcome);
  const { categories, series } = useMemo(() => {
    const estimates = answer.rows.map((row) => row[outcome] as Estimate);
    const numbers = (part: 'value' | 'low' | 'high') =>
      estimates.map((estimate) => (estimate[part] === null ? null : Number(estimate[part])));
    return {
      categories: answer.rows.map(({ group }) => valueText(texts, group)),
      series: [
        { name, type: 'bar' as const, values: numbers('value'), low: numbers('low'), high: numbers('high') },
      ],
    };
  }, [answer, outcome, name, texts]);
  return (
    <SeriesChart
      label={texts.impact.groupsLabel(name)}
      categories={categories}
      series={series}
      axis={isMoney ? formats.shortMoney : formats.shortRate}
      tip={isMoney ? formats.money : formats.rate}
      sideways
      height={56 + 40 * categories.length}
      onPick={({ index }) =>
        open({ metric: 'impact', column: outcome, row: answer.rows[index], answer, params })
      }
    />
  );
}
