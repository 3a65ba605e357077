import { useMemo } from 'react';
import { useAddress } from '../../address/address.js';
import { CUSTOMER_DIMENSIONS, questionOf } from '../../address/question.js';
import { type Answer, type Params, useMetric } from '../../api/metrics.js';
import { Choice, Controls } from '../../figures/controls.js';
import { TableBehind } from '../../figures/data-table.js';
import { useDetails } from '../../figures/details.js';
import { GroupPicker, useGroup } from '../../figures/groups.js';
import { Panel } from '../../figures/panel.js';
import { useTexts } from '../../texts/texts.js';
import { Curves } from './curves.js';
import { HeatMap } from './heat-map.js';
import { triangleOf, type View } from './triangle.js';

const VIEWS = ['rate', 'cumulativeNetPerCustomer'] as const;

/** Who first bought when, how many of them come back, and what they bring. */
export function Cohorts() {
  const texts = useTexts();
  const { params } = useAddress();
  const by = CUSTOMER_DIMENSIONS.includes(params.by) ? params.by : undefined;
  const question = questionOf(params, { grain: true, by: by !== undefined });
  const query = useMetric('retention', question);
  return (
    <>
      <Controls grain dimensions={CUSTOMER_DIMENSIONS}>
        <Choice
          label={texts.cohorts.view}
          name="view"
          standard="rate"
          options={VIEWS.map((view) => [view, texts.cohorts.views[view]])}
        />
        <Choice
          label={texts.cohorts.shape}
          name="shape"
          standard="heat"
          options={(['heat', 'curves'] as const).map((shape) => [shape, texts.cohorts.shapes[shape]])}
        />
      </Controls>
      <Panel title={texts.cohorts.title} metric="retention" params={question} query={query}>
        {(answer) => <Retention answer={answer} params={question} by={by} />}
      </Panel>
    </>
  );
}

function Retention({ answer, params, by }: { answer: Answer; params: Params; by: string | undefined }) {
  const texts = useTexts();
  const open = useDetails();
  const { params: shown } = useAddress();
  const view: View = VIEWS.find((name) => name === shown.view) ?? 'rate';
  const { rows, group } = useGroup(answer, by);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are those of the answer and the group
  const triangle = useMemo(() => triangleOf(rows), [answer, group]);
  return (
    <>
      <GroupPicker answer={answer} by={by} />
      {shown.shape === 'curves' ? (
        <Curves
          triangle={triangle}
          view={view}
          onPick={(cohort, age) => {
            const row = triangle.cohorts.find(({ label }) => label === cohort)?.byAge.get(age);
            open({ metric: 'retention', column: view, row, answer, params });
          }}
        />
      ) : (
        <HeatMap triangle={triangle} view={view} answer={answer} params={params} />
      )}
      {rows.some(({ complete }) => complete === false) && <p className="true-for">{texts.cohorts.marked}</p>}
      <TableBehind caption={texts.cohorts.title} answer={answer} params={params} rows={rows} />
    </>
  );
}
