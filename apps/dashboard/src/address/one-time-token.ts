/** The token of the link that the server prints, `#token=…`, taken out of the address at once; null without one. */
export function takeOneTimeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token;
}
