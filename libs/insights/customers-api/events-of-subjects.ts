import type { EventStore } from '../../event-store/index.js';
import type { RecordedEvent } from '../../events/index.js';

/** Every event whose subject is one of these, page by page: of each subject in the order of the log. */
export async function* pagesOf(
  store: EventStore,
  subjects: readonly string[],
  types?: readonly string[],
): AsyncGenerator<RecordedEvent[], void> {
  for (const subject of subjects) {
    for (let after = 0; ; ) {
      const page = await store.readAll({ after, limit: 1_000, subject, types });
      if (page.length === 0) break;
      yield page;
      after = page[page.length - 1].position;
    }
  }
}
