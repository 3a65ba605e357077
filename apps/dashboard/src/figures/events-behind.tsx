import { useExplained } from '../api/explain.js';
import type { Definition, Params } from '../api/metrics.js';
import { cellText } from '../format/cell-text.js';
import { type Formats, useFormats } from '../format/formats.js';
import { columnText, type Texts, useTexts } from '../texts/texts.js';
import { Scroll } from './scroll.js';
import { Failure } from './states.js';

/** The events that make a row, page by page, and what they add up to. */
export function EventsBehind({ params, definition }: { params: Params; definition: Definition }) {
  const texts = useTexts();
  const formats = useFormats();
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useExplained(params);
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <p role="status">{texts.details.looking}</p>;
  const [first] = data.pages;
  return (
    <>
      <p>
        <strong>{texts.details.count(formats.count(first.count))}.</strong> {texts.details.addsUp}:{' '}
        {addsText(first.sums, definition, formats, texts)}
      </p>
      {first.count > 0 && (
        <Scroll label={texts.details.events}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.details.time}</th>
                <th scope="col">{texts.details.type}</th>
                <th scope="col">{texts.details.subject}</th>
                <th scope="col">{texts.details.adds}</th>
              </tr>
            </thead>
            <tbody>
              {data.pages.flatMap(({ events }) =>
                events.map(({ event, adds }) => (
                  <tr key={`${event.source} ${event.id}`}>
                    <td>{formats.instant(event.time)}</td>
                    <td>{shortType(event.type)}</td>
                    <td>{event.subject ?? '–'}</td>
                    <td>{addsText(adds, definition, formats, texts)}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </Scroll>
      )}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {hasNextPage && (
        <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {texts.details.more}
        </button>
      )}
    </>
  );
}

/** `lifeledger.purchase.completed.v1` without what all types have. */
export function shortType(type: string): string {
  return type.replace(/^lifeledger\./, '').replace(/\.v\d+$/, '');
}

function addsText(
  adds: Readonly<Record<string, string | number>>,
  { name: metric, columns }: Definition,
  formats: Formats,
  texts: Texts,
): string {
  return (
    Object.entries(adds)
      .map(([measure, value]) => {
        const column = columns.find(({ name }) => name === measure);
        // Measures that are no column of the answer: money is decimal text, everything else a count.
        const type = typeof value === 'string' ? 'money' : column?.type === 'money' ? 'money' : 'count';
        return `${columnText(texts, metric, measure)} ${cellText(value, { type }, formats, texts)}`;
      })
      .join(' · ') || '–'
  );
}
