import type { Answer, Params } from '../../api/metrics.js';
import { TableBehind } from '../../figures/data-table.js';
import { PeriodChart } from '../../figures/period-chart.js';
import { useTexts } from '../../texts/texts.js';

const COLUMNS = [{ column: 'net' }, { column: 'contribution' }];

/** Net revenue and contribution over time. */
export function CourseChart({ answer, params }: { answer: Answer; params: Params }) {
  const texts = useTexts();
  return (
    <>
      <PeriodChart
        label={texts.overview.course}
        answer={answer}
        params={params}
        columns={COLUMNS}
        kind="money"
      />
      <TableBehind caption={texts.overview.course} answer={answer} params={params} />
    </>
  );
}
