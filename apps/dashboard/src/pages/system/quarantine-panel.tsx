import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import { Scroll } from '../../figures/scroll.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';

interface Refused {
  id: string;
  source: string | null;
  eventId: string | null;
  type: string | null;
  subject: string | null;
  errors: { path: string; message: string }[];
  times: number;
  lastSeen: string;
  content: string;
}

const QUARANTINE = ['quarantine'];

/** What was refused, and why; to be tried again or let go. */
export function QuarantinePanel() {
  const texts = useTexts();
  const formats = useFormats();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: QUARANTINE,
    queryFn: () => call<{ items: Refused[]; total: number }>('/v1/quarantine?limit=50'),
  });
  const act = useMutation({
    mutationFn: ({ id, retry }: { id: string; retry: boolean }) =>
      call(`/v1/quarantine/${id}${retry ? '/retry' : ''}`, { method: retry ? 'POST' : 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: QUARANTINE }),
  });
  return (
    <section className="panel">
      <h2>{texts.system.quarantine}</h2>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <p>
          {data.total === 0
            ? texts.system.quarantineEmpty
            : texts.system.quarantineTotal(formats.count(data.total))}
        </p>
      )}
      <div aria-live="polite">
        {act.error && <Failure error={act.error} />}
        {act.isSuccess && act.variables.retry && <p>{texts.system.done}</p>}
      </div>
      {data && data.items.length > 0 && (
        <Scroll label={texts.system.quarantine}>
          <table className="wrap">
            <thead>
              <tr>
                {[
                  texts.system.event,
                  texts.system.reason,
                  texts.system.times,
                  texts.system.lastSeen,
                  texts.system.actions,
                ].map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.items.map(({ id, source, eventId, type, errors, times, lastSeen, content }) => (
                <tr key={id}>
                  <td>
                    {type ?? '–'}
                    <br />
                    {source ?? '–'} {eventId}
                    <details>
                      <summary>{texts.system.event}</summary>
                      <code>{content.slice(0, 2_000)}</code>
                    </details>
                  </td>
                  <td>
                    {errors.map(({ path, message }) => (
                      <div key={path}>
                        <code>{path}</code> {message}
                      </div>
                    ))}
                  </td>
                  <td>{formats.count(times)}</td>
                  <td>{formats.instant(lastSeen)}</td>
                  <td>
                    <div className="actions">
                      <button
                        type="button"
                        disabled={act.isPending}
                        aria-label={`${texts.system.retry}: ${eventId ?? id}`}
                        onClick={() => act.mutate({ id, retry: true })}
                      >
                        {texts.system.retry}
                      </button>
                      <button
                        type="button"
                        disabled={act.isPending}
                        aria-label={`${texts.system.drop}: ${eventId ?? id}`}
                        onClick={() => act.mutate({ id, retry: false })}
                      >
                        {texts.system.drop}
                      </button>
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
