import { useMemo } from 'react';
import { useAddress } from '../../address/address.js';
import { CUSTOMER_DIMENSIONS, questionOf } from '../../address/question.js';
import { type Answer, type Params, useMetric } from '../../api/metrics.js';
import { SeriesChart } from '../../charts/series-chart.js';
import { Controls } from '../../figures/controls.js';
import { DataTable, TableBehind } from '../../figures/data-table.js';
import { useDetails } from '../../figures/details.js';
import { figureOf } from '../../figures/figure-of.js';
import { Panel } from '../../figures/panel.js';
import { type DrawnColumn, PeriodChart } from '../../figures/period-chart.js';
import { useFormats } from '../../format/formats.js';
import { useTexts, valueText } from '../../texts/texts.js';

const SPEND: readonly DrawnColumn[] = [{ column: 'spend', type: 'bar', stack: 'all' }];
const CONVERSION: readonly DrawnColumn[] = [{ column: 'rate' }];

/** What it cost to win customers, and what they are worth. */
export function Acquisition() {
  const texts = useTexts();
  const { params } = useAddress();
  const by = CUSTOMER_DIMENSIONS.includes(params.by) ? params.by : 'acquisitionChannel';
  const range = questionOf(params);
  const periods = questionOf(params, { grain: true });
  const byGroup = { ...range, by };
  const worth = useMetric('ltv-to-cac', range);
  const spend = useMetric('acquisition', periods);
  const conversion = useMetric('conversion', periods);
  const value = useMetric('ltv', byGroup);
  return (
    <>
      <Controls grain dimensions={CUSTOMER_DIMENSIONS} />
      <Panel title={texts.acquisition.worth} metric="ltv-to-cac" params={range} query={worth}>
        {(answer) => (
          <>
            <RatioChart answer={answer} params={range} />
            <DataTable caption={texts.acquisition.worth} answer={answer} params={range} />
          </>
        )}
      </Panel>
      <Panel title={texts.acquisition.spend} metric="acquisition" params={periods} query={spend}>
        {(answer) => (
          <>
            <PeriodChart
              label={texts.acquisition.spendLabel}
              answer={answer}
              params={periods}
              columns={SPEND}
              per="channel"
              kind="money"
            />
            <TableBehind caption={texts.acquisition.spend} answer={answer} params={periods} />
          </>
        )}
      </Panel>
      <Panel title={texts.acquisition.conversion} metric="conversion" params={periods} query={conversion}>
        {(answer) => (
          <>
            <PeriodChart
              label={texts.acquisition.conversionLabel}
              answer={answer}
              params={periods}
              columns={CONVERSION}
              per="channel"
              kind="rate"
              min={0}
            />
            <TableBehind caption={texts.acquisition.conversion} answer={answer} params={periods} />
          </>
        )}
      </Panel>
      <Panel title={texts.acquisition.ltv} metric="ltv" params={byGroup} query={value}>
        {(answer) => (
          <DataTable
            caption={texts.acquisition.ltv}
            answer={answer}
            params={byGroup}
            columns={[
              by,
              'customers',
              'orders',
              'net',
              'contribution',
              'costToServe',
              'ltv',
              'ltvPerCustomer',
            ]}
          />
        )}
      </Panel>
    </>
  );
}

function RatioChart({ answer, params }: { answer: Answer; params: Params }) {
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { categories, series, axis } = useMemo(
    () => ({
      categories: answer.rows.map(({ channel }) => valueText(texts, channel)),
      series: [
        {
          name: texts.columns.ratio,
          type: 'bar' as const,
          values: answer.rows.map((row) => figureOf(row, 'ratio')),
        },
      ],
      axis: (value: number) => formats.number(value, 2),
    }),
    [answer, texts, formats],
  );
  return (
    <SeriesChart
      label={texts.acquisition.worthLabel}
      categories={categories}
      series={series}
      axis={axis}
      sideways
      height={48 + 36 * categories.length}
      onPick={({ index }) =>
        open({ metric: 'ltv-to-cac', column: 'ratio', row: answer.rows[index], answer, params })
      }
    />
  );
}
