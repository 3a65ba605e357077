/** Intervals, tests and percentiles, each a plain function; what is called an interval is one of 95 %. */
export { type AdjustedDifference, adjustedDifference, type Stratum } from './adjusted-difference.js';
export { clamp, type Interval } from './interval.js';
export { nearestRank, nearestRankOfCounts, rankOf } from './nearest-rank.js';
export { netPromoterInterval } from './net-promoter-interval.js';
export { newcombe } from './newcombe.js';
export { pooledZ } from './pooled-z.js';
export { type Sample, sampleOf, shareSample } from './sample.js';
export { studentInterval, studentMean } from './student-mean.js';
export { welch } from './welch.js';
export { wilson } from './wilson.js';
