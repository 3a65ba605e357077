import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { goTo, readAddress } from './address.js';

/** A link to another view of the dashboard: an ordinary one for new tabs, without a reload otherwise. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(readAddress(new URL(href, location.origin)));
  };
  return <a {...rest} href={href} onClick={follow} />;
}
