import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import type { CloudEvent } from '../../api/explain.js';

/** A customer in the list. Amounts are decimal texts in the reporting currency. */
export interface ListedCustomer {
  id: string;
  segment: string;
  country: string;
  firstPurchase: string | null;
  lastPurchase: string | null;
  orders: number;
  net: string;
  contribution: string;
  costToServe: string;
  ltv: string;
}

export interface Profile extends Omit<ListedCustomer, 'segment' | 'country'> {
  mergedIds: string[];
  registered: Record<string, unknown>;
  acquisitionChannel: string;
  campaign: string;
  lifecycle: string;
  latestScores: Record<string, { score: number; min: number; max: number; time: string }>;
  openCases: { kind: string; id: string; channel: string; openedAt: string }[];
  asOf: string;
  position: string;
}

export function useCustomers(sort: string) {
  return useInfiniteQuery({
    queryKey: ['customers', sort],
    queryFn: ({ pageParam }) =>
      call<{ position: string; customers: ListedCustomer[]; next: string | null }>(
        `/v1/customers?${new URLSearchParams({ sort, ...(pageParam && { cursor: pageParam }) })}`,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}

export function useProfile(id: string) {
  return useQuery({
    queryKey: ['customer', id],
    queryFn: () => call<Profile>(`/v1/customers/${encodeURIComponent(id)}`),
  });
}

/** Newest first, page by page. */
export function useTimeline(id: string) {
  return useInfiniteQuery({
    queryKey: ['timeline', id],
    queryFn: ({ pageParam }) =>
      call<{ events: CloudEvent[]; next: string | null }>(
        `/v1/customers/${encodeURIComponent(id)}/timeline?${new URLSearchParams({ limit: '200', ...(pageParam && { before: pageParam }) })}`,
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
}
