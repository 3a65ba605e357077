import { useAddress } from '../../address/address.js';
import { CUSTOMER_DIMENSIONS, questionOf } from '../../address/question.js';
import { type Answer, type Params, useMetric } from '../../api/metrics.js';
import { Choice, Controls } from '../../figures/controls.js';
import { TableBehind } from '../../figures/data-table.js';
import { GroupPicker, useGroup } from '../../figures/groups.js';
import { Panel } from '../../figures/panel.js';
import { type DrawnColumn, PeriodChart } from '../../figures/period-chart.js';
import { useTexts } from '../../texts/texts.js';
import { ShiftPanel } from './shift-panel.js';

const SHARE: readonly DrawnColumn[] = [{ column: 'share', type: 'line', stack: 'all' }];

/** By which channels customers get in touch, and what a shift between them did to the cost. */
export function Channels() {
  const texts = useTexts();
  const { params } = useAddress();
  const fold = params.fold === 'channel' ? 'channel' : 'channelFamily';
  const by = CUSTOMER_DIMENSIONS.includes(params.by) ? params.by : undefined;
  const question = { ...questionOf(params, { grain: true }), by: by ? `${fold},${by}` : fold };
  const mix = useMetric('channel-mix', question);
  return (
    <>
      <Controls grain dimensions={CUSTOMER_DIMENSIONS}>
        <Choice
          label={texts.channels.fold}
          name="fold"
          standard="channelFamily"
          options={(['channelFamily', 'channel'] as const).map((name) => [name, texts.channels.folds[name]])}
        />
      </Controls>
      <Panel title={texts.channels.mix} metric="channel-mix" params={question} query={mix}>
        {(answer) => <Mix answer={answer} params={question} by={by} />}
      </Panel>
      <ShiftPanel fold={fold} />
    </>
  );
}

function Mix({ answer, params, by }: { answer: Answer; params: Params; by: string | undefined }) {
  const texts = useTexts();
  const { rows } = useGroup(answer, by);
  return (
    <>
      <GroupPicker answer={answer} by={by} />
      <PeriodChart
        label={texts.channels.mixLabel}
        answer={answer}
        params={params}
        rows={rows}
        columns={SHARE}
        per="channel"
        kind="rate"
        min={0}
        max={1}
      />
      <TableBehind
        caption={texts.channels.mix}
        answer={answer}
        params={params}
        rows={rows}
        columns={['period', 'channel', 'contacts', 'share', 'customers', 'customerShare', 'costToServe']}
      />
    </>
  );
}
