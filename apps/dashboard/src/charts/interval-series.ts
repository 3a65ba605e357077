import type { Series } from './series.js';

interface Coordinates {
  value(dimension: number): number;
  coord(point: readonly number[]): [number, number];
}

/** Half the width of an interval's ends, in pixels. */
const END = 4;

/** The intervals of a series as error bars. @param sideways values along the x axis */
export function intervalSeries({ low = [], high = [] }: Series, colour: string, sideways: boolean) {
  const ends = low.flatMap((from, i) => {
    const to = high[i];
    return from === null || to === null || to === undefined ? [] : [[i, from, to]];
  });
  return {
    type: 'custom',
    silent: true,
    z: 3,
    itemStyle: { color: colour },
    dimensions: ['at', 'low', 'high'],
    encode: sideways ? { y: 0, x: [1, 2] } : { x: 0, y: [1, 2] },
    data: ends,
    renderItem: (_params: unknown, api: Coordinates) => {
      const point = (value: number) => api.coord(sideways ? [value, api.value(0)] : [api.value(0), value]);
      const [x1, y1] = point(api.value(1));
      const [x2, y2] = point(api.value(2));
      const [across, along] = sideways ? [0, END] : [END, 0];
      const line = (from: [number, number], to: [number, number]) => ({
        type: 'line',
        shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
        style: { stroke: colour, lineWidth: 1.5 },
      });
      return {
        type: 'group',
        children: [
          line([x1, y1], [x2, y2]),
          line([x1 - across, y1 - along], [x1 + across, y1 + along]),
          line([x2 - across, y2 - along], [x2 + across, y2 + along]),
        ],
      };
    },
  };
}
