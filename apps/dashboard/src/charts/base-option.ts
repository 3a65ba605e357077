import type { EChartsCoreOption } from 'echarts/core';
import type { Palette } from './palette.js';

interface Axes {
  /** Names of the places on the axis of categories. */
  categories: string[];
  /** Writes figures on the axis of values. */
  value: (value: number) => string;
  /** The lines of the tip at a place. */
  tip: (index: number) => string[];
  legend: boolean;
  /** Names in the legend. */
  names: string[];
  min?: number;
  max?: number;
  /** Categories up the side. */
  sideways?: boolean;
}

/**
 * What all charts share: axes, tip, legend, in the colours of the theme. Tips are drawn on the canvas: as elements they
 * would need inline styles, which the Content-Security-Policy refuses.
 */
export function baseOption(palette: Palette, { categories, value, tip, ...axes }: Axes): EChartsCoreOption {
  const text = { color: palette.quiet, fontSize: 12 };
  const categoryAxis = {
    type: 'category',
    data: categories,
    axisLabel: { ...text, hideOverlap: true },
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    ...(axes.sideways && { inverse: true }),
  };
  const valueAxis = {
    type: 'value',
    min: axes.min,
    max: axes.max,
    axisLabel: { ...text, formatter: value, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif' },
    grid: {
      left: 4,
      right: 16,
      top: axes.legend ? 40 : 12,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: axes.legend
      ? {
          type: 'scroll',
          top: 0,
          left: 0,
          data: axes.names,
          textStyle: { color: palette.ink },
          pageTextStyle: { color: palette.ink },
          pageIconColor: palette.ink,
          pageIconInactiveColor: palette.line,
          icon: 'roundRect',
          itemWidth: 14,
        }
      : undefined,
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink },
      formatter: (items: { dataIndex: number }[]) => tip(items[0].dataIndex).join('\n'),
    },
    xAxis: axes.sideways ? valueAxis : categoryAxis,
    yAxis: axes.sideways ? categoryAxis : valueAxis,
  };
}
