import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './call.js';
import { SESSION, type Session } from './session.js';

/** Answers stay fresh for a minute, as the server's own do: by default they are as of the last full one. */
const FRESH = 60_000;

function endSession(error: Error): void {
  if (error instanceof ApiProblem && error.status === 401) enter(null);
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSession }),
  mutationCache: new MutationCache({ onError: endSession }),
  defaultOptions: {
    queries: {
      staleTime: FRESH,
      refetchOnWindowFocus: false,
      // Only what the server itself calls passing is worth another try; a lost server is waited for elsewhere.
      retry: (count, error) => error instanceof ApiProblem && error.status === 503 && count < 20,
      retryDelay: (_count, error) => 1_000 * ((error instanceof ApiProblem && error.retryAfter) || 1),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

/** Another session, or none: what was shown to the one before is forgotten. */
export function enter(session: Session | null): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
  queryClient.setQueryData(SESSION, session);
}
