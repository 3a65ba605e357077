import { cpus } from 'node:os';

/** The middle of several measurements; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Runs a measurement so many times after one that warms up and is not counted. */
export async function runs(count: number, measure: () => Promise<number>): Promise<number[]> {
  await measure();
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(await measure());
  return values;
}

/** Seconds that work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Seconds of CPU time that everything on this machine has taken. */
export function machineSeconds(): number {
  const times = cpus().map(({ times: { user, nice, sys, irq } }) => user + nice + sys + irq);
  return times.reduce((sum, time) => sum + time, 0) / 1_000;
}

export interface Figure {
  name: string;
  /** What the two figures count, `events/s`. */
  unit: string;
  ours: number[];
  baseline: number[];
  baselineName: string;
  goal: number;
  least: number;
  /** Where less is better (a time), the ratio is baseline over ours. */
  lessIsBetter?: boolean;
}

export function ratioOf({ ours, baseline, lessIsBetter }: Figure): number {
  const [a, b] = [median(ours), median(baseline)];
  return lessIsBetter ? b / a : a / b;
}

/** One figure as the bench prints it: the ratio, what it is made of, every run. */
export function printed(figure: Figure): string {
  const { name, unit, ours, baseline, baselineName, goal, least } = figure;
  const ratio = ratioOf(figure);
  const verdict = ratio >= goal ? 'goal met' : ratio >= least ? 'above the least' : 'BELOW THE LEAST';
  const list = (values: readonly number[]) => values.map(short).join(' ');
  return [
    `${name}: ratio ${ratio.toFixed(2)} (goal ${goal}, least ${least}: ${verdict})`,
    `  ours      ${short(median(ours))} ${unit}   [${list(ours)}]`,
    `  baseline  ${short(median(baseline))} ${unit}   [${list(baseline)}]   ${baselineName}`,
  ].join('\n');
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
