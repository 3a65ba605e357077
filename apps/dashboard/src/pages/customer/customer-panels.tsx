import { ApiProblem } from '../../api/call.js';
import { CsvButton, csvOf } from '../../figures/csv-button.js';
import { shortType } from '../../figures/events-behind.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';
import { useProfile, useTimeline } from './customer.js';
import { ProfilePanel } from './profile-panel.js';
import { ValueChart } from './value-chart.js';

/** One customer: who it is, what they brought over time, and every event. */
export function CustomerPanels({ id }: { id: string }) {
  const texts = useTexts();
  const profile = useProfile(id);
  if (profile.error instanceof ApiProblem && profile.error.status === 404) {
    return <p role="alert">{texts.customer.unknown(id)}</p>;
  }
  if (profile.error && !profile.data) {
    return <Failure error={profile.error} onRetry={() => void profile.refetch()} />;
  }
  if (!profile.data) return <Loading />;
  return (
    <>
      <ProfilePanel profile={profile.data} />
      <Timeline id={id} />
    </>
  );
}

function Timeline({ id }: { id: string }) {
  const texts = useTexts();
  const formats = useFormats();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useTimeline(id);
  const events = data?.pages.flatMap((page) => page.events) ?? [];
  const csv = () =>
    csvOf(
      ['position', 'time', 'type', 'source', 'id', 'data'],
      events.map(({ position, time, type, source, id: own, data: fields }) => [
        position,
        time,
        type,
        source,
        own,
        JSON.stringify(fields ?? {}),
      ]),
    );
  return (
    <>
      <ValueChart events={events} />
      <section className="panel">
        <header>
          <h2>{texts.customer.timeline}</h2>
          <CsvButton title={texts.customer.timeline} file={`${id}.csv`} content={csv} />
        </header>
        {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Loading />}
        <ol className="timeline">
          {events.map((event) => (
            <li key={`${event.source} ${event.id}`}>
              <time dateTime={event.time}>{formats.instant(event.time)}</time>
              <strong>{shortType(event.type)}</strong>
              <span>{dataText(event.data)}</span>
            </li>
          ))}
        </ol>
        {hasNextPage && (
          <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
            {texts.customer.older}
          </button>
        )}
      </section>
    </>
  );
}

/** Fields as the event has them. */
function dataText(data: Record<string, unknown> = {}): string {
  return Object.entries(data)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' · ');
}
