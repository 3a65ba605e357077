import { useMemo } from 'react';
import type { Answer, Params, Row } from '../api/metrics.js';
import type { Series } from '../charts/series.js';
import { SeriesChart } from '../charts/series-chart.js';
import { useFormats } from '../format/formats.js';
import { columnText, useTexts, valueText } from '../texts/texts.js';
import { useDetails } from './details.js';
import { figureOf } from './figure-of.js';

/** A column of an answer, as it is drawn. */
export interface DrawnColumn {
  column: string;
  type?: 'line' | 'bar';
  stack?: string;
  /** Drawn below zero. */
  below?: boolean;
  /** Columns of the ends of its interval. */
  interval?: readonly [low: string, high: string];
}

interface PeriodChartProps {
  label: string;
  answer: Answer;
  params: Params;
  rows?: readonly Row[];
  columns: readonly DrawnColumn[];
  /** A series per value of this dimension; then there is one column. */
  per?: string;
  kind: 'money' | 'count' | 'rate' | 'number';
  min?: number;
  max?: number;
}

/** Rows of periods as lines or bars. A point opens the events behind its row. */
export function PeriodChart({
  label,
  answer,
  params,
  rows = answer.rows,
  columns,
  per,
  ...shown
}: PeriodChartProps) {
  const { kind, min, max } = shown;
  const texts = useTexts();
  const formats = useFormats();
  const open = useDetails();
  const { periods, notOver, series, rowAt } = useMemo(() => {
    const periods = [...new Set(rows.map(({ period }) => String(period)))].sort();
    const groups = per ? [...new Set(rows.map((row) => String(row[per])))] : [''];
    const placed = new Map(rows.map((row) => [`${row.period} ${per ? row[per] : ''}`, row]));
    const drawn = groups.flatMap((group) =>
      columns.map((column) => ({
        group,
        column,
        rows: periods.map((period) => placed.get(`${period} ${group}`)),
      })),
    );
    const series = drawn.map(
      ({ group, column: { column, type = 'line', stack, below, interval }, rows: of }): Series => {
        const sign = below ? -1 : 1;
        const all = (name: string) =>
          of.map((row) => {
            const value = figureOf(row, name);
            return value === null ? null : sign * value;
          });
        return {
          name: group ? valueText(texts, group) : columnText(texts, answer.metric, column),
          type,
          stack,
          values: all(column),
          ...(interval && !per && { low: all(interval[0]), high: all(interval[1]) }),
        };
      },
    );
    const notOver = new Set(rows.filter(({ complete }) => complete === false).map(({ period }) => period));
    return {
      periods,
      notOver,
      series,
      rowAt: (one: number, index: number) => ({ ...drawn[one], row: drawn[one]?.rows[index] }),
    };
  }, [rows, columns, per, texts, answer.metric]);
  const { categories, titles } = useMemo(() => {
    const categories = periods.map(formats.period);
    const titles = categories.map((name, i) =>
      notOver.has(periods[i]) ? `${name}, ${texts.panel.notOver}` : name,
    );
    return { categories, titles };
  }, [periods, notOver, formats, texts]);
  const writers = useMemo(() => {
    const number = (value: number) => formats.number(value, 2);
    return {
      money: { axis: formats.shortMoney, tip: formats.money },
      count: { axis: formats.count, tip: formats.count },
      rate: { axis: formats.shortRate, tip: formats.rate },
      number: { axis: number, tip: number },
    }[kind];
  }, [formats, kind]);
  return (
    <SeriesChart
      label={label}
      categories={categories}
      titles={titles}
      series={series}
      axis={writers.axis}
      tip={writers.tip}
      min={min}
      max={max}
      onPick={({ series: one, index }) => {
        const { row, column } = rowAt(one, index);
        if (row) open({ metric: answer.metric, column: column?.column, row, answer, params });
      }}
    />
  );
}
