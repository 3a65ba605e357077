import { useAddress } from '../../address/address.js';
import { CUSTOMER_DIMENSIONS, questionOf } from '../../address/question.js';
import { useMetric } from '../../api/metrics.js';
import { Choice, Controls } from '../../figures/controls.js';
import { DataTable, TableBehind } from '../../figures/data-table.js';
import { NumberField } from '../../figures/number-field.js';
import { Panel } from '../../figures/panel.js';
import { useFormats } from '../../format/formats.js';
import { columnText, useTexts } from '../../texts/texts.js';
import { Comparisons } from './comparisons.js';
import { Filters, filtersOf } from './filters.js';
import { GroupsChart } from './groups-chart.js';
import { FACTORS, type ImpactAnswer, OUTCOMES } from './impact-answer.js';
import { StakePanel } from './stake-panel.js';

const MOMENTS = ['complaint', 'contact', 'survey'] as const;
const CLASSES = ['npsClass', 'csatClass', 'cesClass'];

/** What customers did after a moment, by what they experienced, and what it was worth. */
export function Impact() {
  const texts = useTexts();
  const formats = useFormats();
  const { params } = useAddress();
  const moment = MOMENTS.find((name) => name === params.moment) ?? 'complaint';
  const factors = [...new Set([...FACTORS[moment], ...CLASSES, ...CUSTOMER_DIMENSIONS])];
  const factor = factors.includes(params.factor) ? params.factor : factors[0];
  const outcome = OUTCOMES.find((name) => name === params.outcome) ?? 'stoppedBuying';
  const { horizon = '90', landmark = '0' } = params;
  const moments = { ...questionOf(params), moment };
  const question = { ...moments, by: factor, horizon, landmark, ...filtersOf(params) };
  const query = useMetric<ImpactAnswer>('impact', question);
  return (
    <>
      <Controls>
        <Choice
          label={texts.impact.moment}
          name="moment"
          standard="complaint"
          options={MOMENTS.map((name) => [name, texts.impact.moments[name]])}
        />
        <Choice
          label={texts.impact.factor}
          name="factor"
          standard={factors[0]}
          options={factors.map((name) => [name, texts.dimensions[name] ?? name])}
        />
        <Choice
          label={texts.impact.outcome}
          name="outcome"
          standard="stoppedBuying"
          options={OUTCOMES.map((name) => [name, columnText(texts, 'impact', name)])}
        />
        <NumberField label={texts.impact.horizon} name="horizon" standard={90} min={1} max={3650} />
        <NumberField label={texts.impact.landmark} name="landmark" standard={0} min={0} max={3650} />
        <Filters dimensions={factors} question={moments} />
      </Controls>
      <Panel title={texts.impact.groups} metric="impact" params={question} query={query}>
        {(answer) => (
          <>
            <GroupsChart answer={answer} params={question} outcome={outcome} />
            <DataTable
              caption={texts.impact.groups}
              answer={answer}
              params={question}
              columns={['group', 'customers', 'moments', outcome]}
              withoutBy
            />
            <TableBehind
              caption={texts.impact.allOutcomes}
              summary={texts.impact.allOutcomes}
              answer={answer}
              params={question}
              columns={['group', ...OUTCOMES]}
              withoutBy
            />
            {answer.incomplete > 0 && <p>{texts.impact.incomplete(formats.count(answer.incomplete))}</p>}
            <p lang="en" className="true-for">
              {answer.groupsSetBy}
            </p>
          </>
        )}
      </Panel>
      <Panel title={texts.impact.comparison} metric="impact" params={question} query={query}>
        {(answer) => <Comparisons answer={answer} outcome={outcome} />}
      </Panel>
      <StakePanel />
    </>
  );
}
