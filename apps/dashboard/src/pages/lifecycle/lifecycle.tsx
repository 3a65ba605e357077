import { useAddress } from '../../address/address.js';
import { CUSTOMER_DIMENSIONS, questionOf } from '../../address/question.js';
import { type Answer, type Params, useMetric } from '../../api/metrics.js';
import { Controls } from '../../figures/controls.js';
import { TableBehind } from '../../figures/data-table.js';
import { GroupPicker, useGroup } from '../../figures/groups.js';
import { LastFigures } from '../../figures/last-figures.js';
import { NumberField } from '../../figures/number-field.js';
import { Panel } from '../../figures/panel.js';
import { type DrawnColumn, PeriodChart } from '../../figures/period-chart.js';
import { useTexts } from '../../texts/texts.js';

const CUSTOMERS: readonly DrawnColumn[] = [
  { column: 'new', type: 'bar', stack: 'all' },
  { column: 'returning', type: 'bar', stack: 'all' },
  { column: 'reactivated', type: 'bar', stack: 'all' },
  { column: 'dormant', type: 'bar', stack: 'all', below: true },
];
const RECURRING: readonly DrawnColumn[] = [
  { column: 'new', type: 'bar', stack: 'all' },
  { column: 'reactivated', type: 'bar', stack: 'all' },
  { column: 'expansion', type: 'bar', stack: 'all' },
  { column: 'contraction', type: 'bar', stack: 'all', below: true },
  { column: 'churned', type: 'bar', stack: 'all', below: true },
];
const CHURN: readonly DrawnColumn[] = [{ column: 'rate' }];

/** Days, where the address says nothing: as the metric has it. */
const WINDOW = 90;

/** Who came, who stayed, who left. */
export function Lifecycle() {
  const texts = useTexts();
  const { params } = useAddress();
  const by = CUSTOMER_DIMENSIONS.includes(params.by) ? params.by : undefined;
  const question = questionOf(params, { grain: true, by: by !== undefined });
  const window = params.window ?? String(WINDOW);
  const churnQuestion = { ...question, window };
  const lifecycle = useMetric('lifecycle', question);
  const churn = useMetric('churn', churnQuestion);
  const subscriptions = useMetric('subscriptions', question);
  return (
    <>
      <Controls grain dimensions={CUSTOMER_DIMENSIONS} />
      <Panel title={texts.lifecycle.customers} metric="lifecycle" params={question} query={lifecycle}>
        {(answer) => (
          <Stacked
            label={texts.lifecycle.customersLabel}
            answer={answer}
            params={question}
            by={by}
            columns={CUSTOMERS}
            last={['active', 'new', 'returning', 'reactivated', 'dormant']}
            kind="count"
          />
        )}
      </Panel>
      <Panel
        title={texts.lifecycle.churn}
        metric="churn"
        params={churnQuestion}
        query={churn}
        controls={
          <div className="fields">
            <NumberField label={texts.lifecycle.window} name="window" standard={WINDOW} min={1} max={3650} />
            <p>{texts.lifecycle.windowNote(Number(window))}</p>
          </div>
        }
      >
        {(answer) => (
          <>
            {!by && (
              <LastFigures
                answer={answer}
                params={churnQuestion}
                columns={['rate', 'churned', 'activeAtStart', 'wonBack']}
              />
            )}
            <PeriodChart
              label={texts.lifecycle.churnLabel}
              answer={answer}
              params={churnQuestion}
              columns={CHURN}
              per={by}
              kind="rate"
              min={0}
            />
            <TableBehind caption={texts.lifecycle.churn} answer={answer} params={churnQuestion} />
          </>
        )}
      </Panel>
      <Panel
        title={texts.lifecycle.subscriptions}
        metric="subscriptions"
        params={question}
        query={subscriptions}
      >
        {(answer) => (
          <Stacked
            label={texts.lifecycle.subscriptionsLabel}
            answer={answer}
            params={question}
            by={by}
            columns={RECURRING}
            last={['closing', 'netRetention', 'grossRetention', 'logoChurn']}
            kind="money"
          />
        )}
      </Panel>
    </>
  );
}

interface StackedProps {
  label: string;
  answer: Answer;
  params: Params;
  by: string | undefined;
  columns: readonly DrawnColumn[];
  last: readonly string[];
  kind: 'count' | 'money';
}

/** Bars around zero, of one group at a time. */
function Stacked({ label, answer, params, by, columns, last, kind }: StackedProps) {
  const { rows } = useGroup(answer, by);
  return (
    <>
      <GroupPicker answer={answer} by={by} />
      <LastFigures answer={answer} params={params} rows={rows} columns={last} />
      <PeriodChart label={label} answer={answer} params={params} rows={rows} columns={columns} kind={kind} />
      <TableBehind caption={label} answer={answer} params={params} rows={rows} />
    </>
  );
}
