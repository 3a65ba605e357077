import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { call } from './call.js';

export type Value = string | number | boolean | null;
/** What an estimate is made of: a share, or a mean amount as decimal text. */
export interface Estimate {
  n: number;
  count: number | null;
  value: number | string | null;
  low: number | string | null;
  high: number | string | null;
}
export type Row = Record<string, Value | Estimate>;
export type Params = Readonly<Record<string, string>>;

export type ColumnType =
  | 'period'
  | 'text'
  | 'count'
  | 'money'
  | 'rate'
  | 'number'
  | 'time'
  | 'boolean'
  | 'estimate';

export interface Column {
  name: string;
  type: ColumnType;
  description: string;
  estimateOf?: 'share' | 'money';
}

/** What the catalogue says of a metric. */
export interface Definition {
  name: string;
  version: number;
  title: string;
  description: string;
  definition?: string;
  unit: string;
  source: string;
  parameters: string[];
  dimensions: string[];
  columns: Column[];
}

export interface Answer {
  metric: string;
  version: number;
  parameters: Record<string, unknown> & { asOf: string; by?: string[]; filter?: Record<string, string> };
  position: string;
  rows: Row[];
  unconverted: { currency: string; count: number; amount: string }[];
  failed: number;
}

/** The catalogue, with the types of columns as they are written here. */
export function useCatalogue() {
  return useQuery({
    queryKey: ['catalogue'],
    queryFn: () => call<Definition[]>('/v1/metrics'),
    select: asWritten,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A rate of the catalogue may be above 1, and a number may be a share: people read them otherwise. */
const WRITTEN_AS: Readonly<Record<string, ColumnType>> = {
  'ltv-to-cac.ratio': 'number',
  'channel-shift.shareBefore': 'rate',
  'channel-shift.shareAfter': 'rate',
};

function asWritten(catalogue: Definition[]): Definition[] {
  return catalogue.map((definition) => ({
    ...definition,
    columns: definition.columns.map((column) => ({
      ...column,
      type: WRITTEN_AS[`${definition.name}.${column.name}`] ?? column.type,
    })),
  }));
}

export function useDefinition(metric: string): Definition | undefined {
  return useCatalogue().data?.find(({ name }) => name === metric);
}

/** A metric's answer. What a page does not set is left to the server. */
export function useMetric<T extends Answer = Answer>(metric: string, params: Params, enabled = true) {
  return useQuery({
    queryKey: ['metric', metric, params],
    queryFn: () => call<T>(metricPath(metric, params)),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/**
 * Answers to several questions of one metric, in their order; undefined for those that are not there.
 * @param asked how many of them are asked, from the first
 */
export function useAnswers<T extends Answer = Answer>(
  metric: string,
  questions: readonly Params[],
  asked = questions.length,
): (T | undefined)[] {
  return useQueries({
    queries: questions.map((params, i) => ({
      queryKey: ['metric', metric, params],
      queryFn: () => call<T>(metricPath(metric, params)),
      enabled: i < asked,
    })),
    combine: (results) => results.map(({ data }) => data),
  });
}

export function metricPath(metric: string, params: Params, more: Params = {}): string {
  const query = new URLSearchParams(
    Object.entries({ ...params, ...more }).filter(([, value]) => value !== ''),
  ).toString();
  return `/v1/metrics/${metric}${query && `?${query}`}`;
}
