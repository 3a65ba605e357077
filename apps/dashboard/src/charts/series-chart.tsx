import { useCallback } from 'react';
import { baseOption } from './base-option.js';
import { Chart, type Pick } from './chart.js';
import { intervalSeries } from './interval-series.js';
import type { Palette } from './palette.js';
import type { Series } from './series.js';

interface SeriesChartProps {
  /** What a screen reader says of it. */
  label: string;
  categories: readonly string[];
  /** Of the categories, in tips; default the same. */
  titles?: readonly string[];
  series: readonly Series[];
  /** Of the axis of values. */
  axis: (value: number) => string;
  /** Of the figures in tips; default as the axis. */
  tip?: (value: number) => string;
  min?: number;
  max?: number;
  /** Categories up the side, for long names. */
  sideways?: boolean;
  height?: number;
  onPick?: (pick: Pick) => void;
}

/** Series over categories. Keep `series` and the formatters the same between renders: what changes is drawn anew. */
export function SeriesChart({ label, height, onPick, ...shown }: SeriesChartProps) {
  const { categories, titles = categories, series, axis, tip = axis, min, max, sideways = false } = shown;
  const option = useCallback(
    (palette: Palette) => {
      const colourOf = ({ colour, strength }: Series, i: number) =>
        colour ? palette[colour] : palette.series[strength === undefined ? i % palette.series.length : 0];
      return {
        ...baseOption(palette, {
          categories: [...categories],
          value: axis,
          legend: series.filter(({ hidden }) => !hidden).length > 1,
          names: series.filter(({ hidden }) => !hidden).map(({ name }) => name),
          tip: (index) => [
            titles[index],
            ...series.flatMap(({ name, hidden, values, low, high }) => {
              const value = values[index];
              if (hidden || value === null || value === undefined) return [];
              const [from, to] = [low?.[index], high?.[index]];
              const interval =
                from === null || from === undefined || to === null || to === undefined
                  ? ''
                  : ` (${tip(from)} … ${tip(to)})`;
              return [`${name}: ${tip(value)}${interval}`];
            }),
          ],
          min,
          max,
          sideways,
        }),
        series: [
          ...series.map((one, i) => ({
            type: one.type,
            name: one.name,
            stack: one.stack,
            data: [...one.values],
            color: one.hidden ? 'transparent' : colourOf(one, i),
            silent: one.hidden,
            barMaxWidth: categories.length > 8 || sideways ? 36 : 96,
            showSymbol: one.values.length < 40 && one.strength === undefined,
            ...(one.strength !== undefined && {
              lineStyle: { opacity: one.strength },
              itemStyle: { opacity: one.strength },
            }),
            ...(one.stack && one.type === 'line' && { areaStyle: { opacity: 0.75 }, showSymbol: false }),
          })),
          ...series.flatMap((one, i) =>
            one.low && one.high
              ? [intervalSeries(one, one.type === 'bar' ? palette.ink : colourOf(one, i), sideways)]
              : [],
          ),
        ],
      };
    },
    [categories, titles, series, axis, tip, min, max, sideways],
  );
  return <Chart label={label} option={option} height={height} onPick={onPick} />;
}
