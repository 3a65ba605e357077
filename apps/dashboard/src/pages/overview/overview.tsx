import { useAddress } from '../../address/address.js';
import { questionOf } from '../../address/question.js';
import { type Answer, type Params, useDefinition, useMetric } from '../../api/metrics.js';
import { useStake } from '../../api/stake.js';
import { Controls } from '../../figures/controls.js';
import { DataTable } from '../../figures/data-table.js';
import { Panel, TrueFor } from '../../figures/panel.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { changeText, FigureCard } from './card.js';
import { type CardFigures, cardFigures, shownPeriods } from './cards.js';
import { CourseChart } from './course-chart.js';
import { RatioCard } from './ratio-card.js';
import { StakeCard } from './stake-card.js';
import './overview.css';

/** How things stand: the figures of the last period that is over, each against the one before. */
export function Overview() {
  const { params } = useAddress();
  const dimensions = useDefinition('revenue')?.dimensions ?? [];
  const question = questionOf(params, { grain: true });
  return (
    <>
      <Controls grain dimensions={dimensions} />
      <Figures question={question} by={dimensions.includes(params.by) ? params.by : undefined} />
    </>
  );
}

function Figures({ question, by }: { question: Params; by: string | undefined }) {
  const texts = useTexts();
  const formats = useFormats();
  const revenue = useMetric('revenue', question);
  const others = {
    lifecycle: useMetric('lifecycle', question),
    churn: useMetric('churn', question),
    nps: useMetric('nps', question),
    csat: useMetric('csat', question),
  };
  // Of cards that are drawn once the rest is there: asked now, they have not to be waited for then.
  useMetric('acquisition', { ...question, channel: 'all' });
  useStake();
  const failed = [revenue, ...Object.values(others)].find(({ error, data }) => error && !data);
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  const answers: Record<string, Answer | undefined> = { revenue: revenue.data };
  for (const [name, { data }] of Object.entries(others)) answers[name] = data;
  if (!revenue.data || !areAll(answers)) return <Loading />;
  if (revenue.data.rows.length === 0) return <p>{texts.empty}</p>;

  const periods = shownPeriods(revenue.data);
  const cards = cardFigures(answers, question, periods);
  const [money, people] = [cards.slice(0, 2), cards.slice(2)];
  return (
    <>
      <p className="said">{mostChanged(cards, periods.before)}</p>
      <p>{texts.overview.of(formats.period(periods.period))}</p>
      <ul className="cards">
        {money.map((figures) => (
          <FigureCard key={figures.key} figures={figures} before={periods.before} />
        ))}
        <RatioCard question={question} periods={periods.course} />
        {people.map((figures) => (
          <FigureCard key={figures.key} figures={figures} before={periods.before} />
        ))}
        <StakeCard periods={periods.course} />
      </ul>
      <TrueFor answer={revenue.data} />
      <Panel title={texts.overview.course} metric="revenue" params={question} query={revenue}>
        {(answer) => <CourseChart answer={answer} params={question} />}
      </Panel>
      {by && <SplitPanel question={question} by={by} period={periods.period} />}
    </>
  );

  function mostChanged(all: readonly CardFigures[], before: string | null): string {
    const [most] = all
      .filter(({ change }) => change !== null && change !== 0)
      .sort((a, b) => b.size - a.size);
    if (!most || before === null) return texts.overview.nothingChanged;
    const change = most.change as number;
    const say = change > 0 ? texts.overview.mostUp : texts.overview.mostDown;
    return say(
      texts.overview.figures[most.key],
      changeText(most, change, formats, texts),
      formats.period(before),
    );
  }
}

/** The figures of the period by group. */
function SplitPanel({ question, by, period }: { question: Params; by: string; period: string }) {
  const texts = useTexts();
  const formats = useFormats();
  const params = { ...question, by };
  const query = useMetric('revenue', params);
  const title = texts.overview.split(texts.dimensions[by] ?? by, formats.period(period));
  return (
    <Panel title={title} metric="revenue" params={params} query={query}>
      {(answer) => (
        <DataTable
          caption={title}
          answer={answer}
          params={params}
          columns={[by, 'net', 'contribution', 'orders', 'customers', 'refunds']}
          rows={answer.rows
            .filter((row) => row.period === period)
            .sort((a, b) => Number(b.net) - Number(a.net))}
        />
      )}
    </Panel>
  );
}

function areAll(answers: Record<string, Answer | undefined>): answers is Record<string, Answer> {
  return Object.values(answers).every((answer) => answer !== undefined);
}
