import { useState } from 'react';
import { useAddress } from '../address/address.js';
import { takeOneTimeToken } from '../address/one-time-token.js';
import { useSession } from '../api/session.js';
import { DetailsProvider } from '../figures/details.js';
import { Failure, Forbidden, Loading } from '../figures/states.js';
import { useTexts } from '../texts/texts.js';
import { EmptySystem } from './empty-system.js';
import { ErrorBoundary } from './error-boundary.js';
import { Frame, LostBanner } from './frame.js';
import { COMPONENTS } from './pages.js';
import { SignIn } from './sign-in.js';

const linkToken = takeOneTimeToken();

/** Who is not signed in signs in; who is sees the page that the address names. */
export function App() {
  const session = useSession();
  const [token, setToken] = useState(linkToken);
  if (session.data === undefined) {
    return (
      <>
        <LostBanner />
        {session.error ? (
          <Failure error={session.error} onRetry={() => void session.refetch()} />
        ) : (
          <Loading />
        )}
      </>
    );
  }
  // A link signs in anew, although somebody is signed in: it may be of another key.
  if (session.data === null || token !== null) {
    return <SignIn token={token} onTokenUsed={() => setToken(null)} />;
  }
  return (
    <DetailsProvider>
      <Frame session={session.data}>
        <Page scopes={session.data.scopes} />
      </Frame>
    </DetailsProvider>
  );
}

function Page({ scopes }: { scopes: readonly string[] }) {
  const texts = useTexts();
  const { page } = useAddress();
  const Shown = COMPONENTS[page];
  if (!Shown) return <p>{texts.noPage}</p>;
  if (!scopes.includes('metrics:read')) return <Forbidden scope="metrics:read" />;
  return (
    <EmptySystem unless={page === 'system'}>
      <ErrorBoundary key={page}>
        <Shown />
      </ErrorBoundary>
    </EmptySystem>
  );
}
