import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { noteLost } from '../api/connection.js';
import { usePreferences } from '../app/preferences.js';
import { type Palette, readPalette } from './palette.js';
import './chart.css';

/** Something of a chart that was pointed at: its series, and its place on the axis of categories. */
export interface Pick {
  series: number;
  index: number;
}

interface ChartProps {
  /** What a screen reader says of it; the table behind it has the figures. */
  label: string;
  option: (palette: Palette) => EChartsCoreOption;
  onPick?: (pick: Pick) => void;
  /** CSS pixels. */
  height?: number;
}

/** A drawing on canvas. The library comes with the first chart, after the page itself. */
export function Chart({ label, option, onPick, height = 280 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();
  const { theme } = usePreferences();
  const systemTheme = useSystemTheme();
  const picked = useRef(onPick);
  picked.current = onPick;

  useEffect(() => {
    const element = box.current as HTMLDivElement;
    let made: EChartsType | undefined;
    let gone = false;
    const resized = new ResizeObserver(() => made?.resize());
    void import('./echarts.js').then(({ init }) => {
      if (gone) return;
      made = init(element, null, { renderer: 'canvas' });
      made.on('click', ({ seriesIndex = 0, dataIndex }) =>
        picked.current?.({ series: seriesIndex, index: dataIndex }),
      );
      resized.observe(element);
      setChart(made);
    }, noteLost);
    return () => {
      gone = true;
      resized.disconnect();
      made?.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette is another one under another theme
  useEffect(() => {
    chart?.setOption(option(readPalette()), { notMerge: true });
  }, [chart, option, theme, systemTheme]);

  return <div ref={box} className="chart" role="img" aria-label={label} style={{ height }} />;
}

function useSystemTheme(): boolean {
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => setDark(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return dark;
}
