import { useMemo, useSyncExternalStore } from 'react';

/** What the address bar says: which page, and how it is looked at. A link shows the same thing. */
export interface Address {
  /** Path without the leading slash; '' is the overview. */
  page: string;
  params: Readonly<Record<string, string>>;
}

/** What every page shares, and takes along when another page is gone to. */
export const SHARED = ['from', 'to', 'grain', 'by'] as const;

const CHANGED = 'lifeledger:address';

export function readAddress({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Address {
  return {
    page: pathname.replace(/^\/+|\/+$/g, ''),
    params: Object.fromEntries([...new URLSearchParams(search)].filter(([, value]) => value !== '')),
  };
}

/** Parameters in the order of their names, so that one view has one address. Empty ones are left out. */
export function writeAddress({ page, params }: Address): string {
  const query = new URLSearchParams(
    Object.entries(params)
      .filter(([, value]) => value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ).toString();
  return `/${page}${query && `?${query}`}`;
}

export function goTo(address: Address): void {
  history.pushState(null, '', writeAddress(address));
  dispatchEvent(new Event(CHANGED));
}

/** Changes parameters of this page; undefined and '' take one away. */
export function changeParams(changes: Readonly<Record<string, string | undefined>>): void {
  const { page, params } = readAddress(location);
  const next: Record<string, string> = { ...params };
  for (const [name, value] of Object.entries(changes)) next[name] = value ?? '';
  goTo({ page, params: next });
}

/** The address of another page, with what all pages share. */
export function addressOf(page: string, params: Address['params'], more: Address['params'] = {}): string {
  const shared = Object.fromEntries(SHARED.flatMap((name) => (params[name] ? [[name, params[name]]] : [])));
  return writeAddress({ page, params: { ...shared, ...more } });
}

export function useAddress(): Address {
  const href = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  return useMemo(() => readAddress(new URL(href, location.origin)), [href]);
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener(CHANGED, changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener(CHANGED, changed);
  };
}
