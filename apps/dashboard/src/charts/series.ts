/** What is drawn of one name: a line, or bars that may lie on each other. */
export interface Series {
  name: string;
  type: 'line' | 'bar';
  /** One per category; null leaves a gap. */
  values: readonly (number | null)[];
  /** Ends of intervals around the values. */
  low?: readonly (number | null)[];
  high?: readonly (number | null)[];
  /** Bars of one pile; areas of one pile for lines. */
  stack?: string;
  /** A colour of one's own, by its name in the palette. */
  colour?: 'good' | 'bad' | 'quiet';
  /** 0 to 1: how strongly it is drawn, where series are one family in an order. They share one colour. */
  strength?: number;
  /** Drawn, but neither named nor told of: what a waterfall stands on. */
  hidden?: boolean;
}
