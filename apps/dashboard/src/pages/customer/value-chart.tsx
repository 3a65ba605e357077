import { useMemo } from 'react';
import type { CloudEvent } from '../../api/explain.js';
import { useSession } from '../../api/session.js';
import { SeriesChart } from '../../charts/series-chart.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { valueCourse } from './value-course.js';

/** What a customer brought over time, as far as the events that are loaded say. The timeline is the table behind it. */
export function ValueChart({ events }: { events: readonly CloudEvent[] }) {
  const texts = useTexts();
  const formats = useFormats();
  const { reportingCurrency = 'USD', timeZone = 'UTC' } = useSession().data ?? {};
  const key = events.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: events are only ever added
  const { categories, series } = useMemo(() => {
    const course = valueCourse(events, reportingCurrency, timeZone);
    return {
      categories: course.map(({ month }) => formats.period(month)),
      series: [
        {
          name: texts.columns.cumulativeNet,
          type: 'line' as const,
          values: course.map(({ value }) => value),
        },
      ],
    };
  }, [key, reportingCurrency, timeZone, formats, texts]);
  if (categories.length < 2) return null;
  return (
    <section className="panel">
      <h2>{texts.customer.value}</h2>
      <SeriesChart
        label={texts.customer.valueLabel}
        categories={categories}
        series={series}
        axis={formats.shortMoney}
        tip={formats.money}
      />
      <p className="true-for">{texts.customer.valueNote}</p>
    </section>
  );
}
