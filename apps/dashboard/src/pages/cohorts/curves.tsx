import { useMemo } from 'react';
import type { Series } from '../../charts/series.js';
import { SeriesChart } from '../../charts/series-chart.js';
import { figureOf } from '../../figures/figure-of.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import type { Triangle, View } from './triangle.js';

interface CurvesProps {
  triangle: Triangle;
  view: View;
  onPick: (cohort: string, age: number) => void;
}

/** As many cohorts have a colour of their own. */
const COLOURS = 8;
const FAINTEST = 0.2;

/** A line per cohort over its ages. What is not over is left out: a line would seem to fall. */
export function Curves({ triangle, view, onPick }: CurvesProps) {
  const texts = useTexts();
  const formats = useFormats();
  const { cohorts, ages } = triangle;
  // Everybody is there at age 0: the curves of those who came back begin after it.
  const shown = useMemo(() => (view === 'rate' ? ages.slice(1) : ages), [ages, view]);
  const series = useMemo(
    () =>
      cohorts.map(
        ({ label, byAge }, i): Series => ({
          name: formats.period(label),
          type: 'line',
          // More cohorts than colours: those of one year would look like those of another.
          ...(cohorts.length > COLOURS && {
            strength: FAINTEST + ((1 - FAINTEST) * i) / (cohorts.length - 1),
          }),
          values: shown.map((age) => {
            const row = byAge.get(age);
            return row?.complete === false ? null : figureOf(row, view);
          }),
        }),
      ),
    [cohorts, shown, view, formats],
  );
  const categories = useMemo(() => shown.map(String), [shown]);
  return (
    <>
      <SeriesChart
        label={texts.cohorts.curvesLabel(texts.cohorts.views[view])}
        categories={categories}
        series={series}
        axis={view === 'rate' ? formats.shortRate : formats.shortMoney}
        tip={view === 'rate' ? formats.rate : formats.money}
        min={0}
        height={380}
        onPick={({ series: one, index }) => onPick(cohorts[one].label, shown[index])}
      />
      {cohorts.length > COLOURS && <p className="true-for">{texts.cohorts.later}</p>}
    </>
  );
}
