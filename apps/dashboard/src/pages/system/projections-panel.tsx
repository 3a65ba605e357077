import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import type { Projection } from '../../api/projections.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';

const PROJECTIONS = ['projections'];
/** Milliseconds between two looks: while something moves, and while nothing does. */
const MOVING = 500;
const CALM = 5_000;

/** How far each read model has come; building it anew shows how far that is. */
export function ProjectionsPanel({ mayRebuild }: { mayRebuild: boolean }) {
  const texts = useTexts();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: PROJECTIONS,
    queryFn: () => call<Projection[]>('/v1/projections'),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status !== 'live') ? MOVING : CALM),
  });
  const ask = useMutation({
    mutationFn: ({ name, what }: { name: string; what: 'rebuild' | 'retry' }) =>
      call<Projection>(`/v1/projections/${name}/${what}`, { method: 'POST' }),
    onSuccess: (changed) => {
      queries.setQueryData<Projection[]>(PROJECTIONS, (all) =>
        all?.map((one) => (one.name === changed.name ? changed : one)),
      );
      void queries.invalidateQueries({ queryKey: PROJECTIONS, exact: true });
    },
  });
  return (
    <section className="panel">
      <h2>{texts.system.projections}</h2>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {ask.error && <Failure error={ask.error} />}
      {data?.map((projection) => (
        <OneProjection
          key={projection.name}
          projection={projection}
          mayRebuild={mayRebuild}
          ask={(what) => ask.mutate({ name: projection.name, what })}
        />
      ))}
    </section>
  );
}

interface OneProjectionProps {
  projection: Projection;
  mayRebuild: boolean;
  ask: (what: 'rebuild' | 'retry') => void;
}

function OneProjection({ projection, mayRebuild, ask }: OneProjectionProps) {
  const texts = useTexts();
  const formats = useFormats();
  const { name, status, position, head, lag, failed, rebuild } = projection;
  const facts: [string, string][] = [
    [texts.system.name, name],
    [texts.system.status, texts.system.statuses[status] ?? status],
    [texts.system.position, position],
    [texts.system.head, head],
    [texts.system.lag, texts.system.lagOf(formats.count(lag.events), formats.number(lag.seconds, 1))],
    [texts.details.version, projection.version],
  ];
  return (
    <div>
      <dl className="facts" data-projection={name}>
        {facts.map(([fact, value]) => (
          <div key={fact}>
            <dt>{fact}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {rebuild && (
        <p role="status">
          <label>
            {texts.system.rebuilding(name)}:{' '}
            <progress max={Math.max(1, Number(head))} value={Number(rebuild.position)} />
          </label>{' '}
          {formats.rate(Number(head) === 0 ? 1 : Number(rebuild.position) / Number(head))}
        </p>
      )}
      {failed.length > 0 && (
        <>
          <p>{texts.system.setAside(formats.count(failed.length))}</p>
          <ul>
            {failed.slice(0, 20).map(({ position: at, error }) => (
              <li key={at}>
                {at}: {error}
              </li>
            ))}
          </ul>
        </>
      )}
      {mayRebuild && (
        <div className="actions">
          <button
            type="button"
            aria-label={texts.system.rebuildOf(name)}
            disabled={rebuild !== undefined}
            onClick={() => ask('rebuild')}
          >
            {texts.system.rebuild}
          </button>
          {failed.length > 0 && (
            <button type="button" onClick={() => ask('retry')}>
              {texts.system.retryFailed}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
