import { useAddress } from '../../address/address.js';
import { CUSTOMER_DIMENSIONS, questionOf } from '../../address/question.js';
import { type Params, useMetric } from '../../api/metrics.js';
import { Controls } from '../../figures/controls.js';
import { TableBehind } from '../../figures/data-table.js';
import { LastFigures } from '../../figures/last-figures.js';
import { Panel } from '../../figures/panel.js';
import { type DrawnColumn, PeriodChart } from '../../figures/period-chart.js';
import { useTexts } from '../../texts/texts.js';

const INTERVAL = ['low', 'high'] as const;
const SCORE: readonly DrawnColumn[] = [{ column: 'score', interval: INTERVAL }];
const MEAN: readonly DrawnColumn[] = [{ column: 'mean', interval: INTERVAL }];
const RESPONSE: readonly DrawnColumn[] = [
  { column: 'firstResponseMedianMinutes' },
  { column: 'firstResponseP90Minutes' },
];
const MEDIAN: readonly DrawnColumn[] = [{ column: 'firstResponseMedianMinutes' }];
const COMPLAINTS: readonly DrawnColumn[] = [
  { column: 'opened', type: 'bar' },
  { column: 'answered', type: 'bar' },
];
const OPENED: readonly DrawnColumn[] = [{ column: 'opened' }];

/** How customers were served, and what they said of it. */
export function Experience() {
  const texts = useTexts();
  const { params } = useAddress();
  const by = CUSTOMER_DIMENSIONS.includes(params.by) ? params.by : undefined;
  const question = questionOf(params, { grain: true, by: by !== undefined });
  const ofComplaints = { ...question, subject: 'complaint' };
  const { csat, nps, ces, service, complaintService, complaints } = texts.experience;
  return (
    <>
      <Controls grain dimensions={CUSTOMER_DIMENSIONS} />
      <div className="stack two">
        <Course
          title={csat}
          metric="csat"
          params={question}
          by={by}
          label={texts.experience.withInterval('CSAT')}
          columns={SCORE}
          last={['score', 'low', 'high', 'responses', 'responseRate']}
          min={0}
          max={100}
        />
        <Course
          title={nps}
          metric="nps"
          params={question}
          by={by}
          label={texts.experience.withInterval('NPS')}
          columns={SCORE}
          last={['score', 'low', 'high', 'responses', 'responseRate']}
        />
        <Course
          title={ces}
          metric="ces"
          params={question}
          by={by}
          label={texts.experience.withInterval('CES')}
          columns={MEAN}
          last={['mean', 'low', 'high', 'easyShare', 'responses', 'responseRate']}
          min={1}
          max={7}
        />
        <Course
          title={complaints}
          metric="complaints"
          params={question}
          by={by}
          label={texts.experience.complaintsLabel}
          columns={by ? OPENED : COMPLAINTS}
          last={[
            'opened',
            'answered',
            'resolved',
            'perThousandCustomers',
            'perThousandOrders',
            'compensation',
          ]}
          min={0}
        />
        <Course
          title={service}
          metric="service"
          params={question}
          by={by}
          label={texts.experience.responseLabel}
          columns={by ? MEDIAN : RESPONSE}
          last={[
            'within30Minutes',
            'within1Day',
            'firstResponseMedianMinutes',
            'resolutionMedianHours',
            'firstContactResolution',
          ]}
          min={0}
        />
        <Course
          title={complaintService}
          metric="service"
          params={ofComplaints}
          by={by}
          label={texts.experience.responseLabel}
          columns={by ? MEDIAN : RESPONSE}
          last={['answeredRate', 'within30Minutes', 'firstResponseMedianMinutes', 'resolutionMedianHours']}
          min={0}
        />
      </div>
    </>
  );
}

interface CourseProps {
  title: string;
  metric: string;
  params: Params;
  by: string | undefined;
  label: string;
  columns: readonly DrawnColumn[];
  last: readonly string[];
  min?: number;
  max?: number;
}

/** A metric over its periods: a line per group where it is split, the last figures where it is not. */
function Course({ title, metric, params, by, label, columns, last, min, max }: CourseProps) {
  const query = useMetric(metric, params);
  return (
    <Panel title={title} metric={metric} params={params} query={query}>
      {(answer) => (
        <>
          {!by && <LastFigures answer={answer} params={params} columns={last} />}
          <PeriodChart
            label={label}
            answer={answer}
            params={params}
            columns={columns}
            per={by}
            kind="number"
            min={min}
            max={max}
          />
          <TableBehind caption={title} answer={answer} params={params} />
        </>
      )}
    </Panel>
  );
}
