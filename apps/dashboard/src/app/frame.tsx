import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { addressOf, useAddress } from '../address/address.js';
import { Link } from '../address/link.js';
import { useLost } from '../api/connection.js';
import { enter } from '../api/query-client.js';
import { type Session, signOut } from '../api/session.js';
import { useTexts } from '../texts/texts.js';
import { PAGES } from './pages.js';
import { PreferenceFields } from './preference-fields.js';
import './frame.css';

/** What is around every page: navigation, settings, and the word that the server is lost. */
export function Frame({ session, children }: { session: Session; children: ReactNode }) {
  const texts = useTexts();
  const { page, params } = useAddress();
  const main = useRef<HTMLElement>(null);
  const title = texts.pages[page.split('/')[0]] ?? texts.noPage;
  const shownPage = useRef(page);

  useEffect(() => {
    document.title = `${title} · Lifeledger`;
    // Another page is announced by its heading; at the first one the browser's own order stands.
    if (shownPage.current !== page) main.current?.focus();
    shownPage.current = page;
  }, [title, page]);

  return (
    <div className="frame">
      <a className="skip" href="#main">
        {texts.skip}
      </a>
      <header className="frame-header">
        <p className="brand">
          <img src="/icon.svg" alt="" width="20" height="20" /> Lifeledger
        </p>
        <nav aria-label={texts.navigation}>
          <ul>
            {PAGES.map((name) => (
              <li key={name}>
                <Link href={addressOf(name, params)} aria-current={name === page ? 'page' : undefined}>
                  {texts.pages[name]}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <LostBanner />
      <main id="main" ref={main} tabIndex={-1}>
        <h1>{title}</h1>
        {children}
      </main>
      <footer className="frame-footer">
        <PreferenceFields />
        <p>{texts.settings.signedInAs(session.name)}</p>
        <button
          type="button"
          onClick={async () => {
            await signOut().catch(() => undefined);
            enter(null);
          }}
        >
          {texts.settings.signOut}
        </button>
      </footer>
    </div>
  );
}

/** Goes away when the server is back; what is shown is then asked for again. */
export function LostBanner() {
  const texts = useTexts();
  const queries = useQueryClient();
  const lost = useLost();
  const was = useRef(lost);
  useEffect(() => {
    if (was.current && !lost) void queries.invalidateQueries();
    was.current = lost;
  }, [lost, queries]);
  return (
    <div role="status" className={lost ? 'lost' : undefined}>
      {lost && texts.lost}
    </div>
  );
}
