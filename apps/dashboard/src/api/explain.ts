import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from './call.js';
import type { Answer, Params, Row } from './metrics.js';

/** An event as the log has it. */
export interface CloudEvent {
  id: string;
  source: string;
  type: string;
  subject?: string;
  time: string;
  position?: string;
  data?: Record<string, unknown>;
}

export interface Explained {
  position: string;
  count: number;
  sums: Record<string, string | number>;
  events: { adds: Record<string, string | number>; event: CloudEvent }[];
  next: string | null;
}

/** Key fields of a metric's rows beside the dimensions of `by`; others have a period. */
const KEY_FIELDS: Record<string, readonly string[]> = {
  retention: ['cohort', 'age'],
  acquisition: ['period', 'channel'],
  conversion: ['period', 'channel'],
  'ltv-to-cac': ['channel'],
  advocacy: ['period', 'authorKind'],
  engagement: ['period', 'network'],
  ltv: [],
  impact: [],
  'channel-shift': [],
  'at-stake': ['customer', 'complaintId'],
};

/** The question for the events behind a row, at the instant the answer is of. */
export function explainParams(answer: Answer, params: Params, row: Row): Params {
  const { metric, parameters } = answer;
  const all = metric === 'acquisition' && parameters.channel === 'all';
  const keys = all ? ['period'] : (KEY_FIELDS[metric] ?? ['period']);
  const { by = [] } = parameters;
  return {
    ...params,
    ...(by.length > 0 && { by: by.join(',') }),
    asOf: parameters.asOf,
    metric,
    ...Object.fromEntries([...keys, ...by].map((name) => [`row[${name}]`, String(row[name])])),
  };
}

/** Page by page. */
export function useExplained(params: Params) {
  return useInfiniteQuery({
    queryKey: ['explain', params],
    queryFn: ({ pageParam }) =>
      call<Explained>(
        `/v1/explain?${new URLSearchParams({ ...params, limit: '20', ...(pageParam && { cursor: pageParam }) })}`,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    retry: false,
  });
}
