import { eventsPage } from './events-page.js';
import { metricPages } from './metric-pages.js';

/** The pages of `docs/` that are made from the code: path below `docs/`, text. */
export function referencePages(): Map<string, string> {
  return new Map([['events.md', eventsPage()], ...metricPages()]);
}
