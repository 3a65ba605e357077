import { useQuery } from '@tanstack/react-query';
import { ApiProblem, call } from './call.js';

export interface Session {
  /** Of the key. */
  name: string;
  scopes: string[];
  reportingCurrency: string;
  timeZone: string;
}

export const SESSION = ['session'];

/** Who is signed in; null for nobody. */
export function useSession() {
  return useQuery({
    queryKey: SESSION,
    queryFn: readSession,
    staleTime: 60_000,
  });
}

/** Asked first whether there is one: a browser prints an error for the 401 that the session itself would be. */
async function readSession(): Promise<Session | null> {
  const { signedIn } = await call<{ signedIn: boolean }>('/signed-in');
  if (!signedIn) return null;
  return call<Session>('/v1/session').catch((error) => {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  });
}

/** @throws ApiProblem 401 for a key or token that is not, or no longer, good; 429 after too many tries */
export function signIn(proof: { key: string } | { token: string }): Promise<Session> {
  return call<Session>('/v1/session', { method: 'POST', body: proof });
}

export function signOut(): Promise<void> {
  return call('/v1/session', { method: 'DELETE' });
}
