import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import { Failure, Loading } from '../../figures/states.js';
import { useFormats } from '../../format/formats.js';
import { useTexts } from '../../texts/texts.js';

interface Quality {
  kinds: { kind: string; description: string; count: number }[];
}

/** What events contradict each other in. */
export function QualityPanel() {
  const texts = useTexts();
  const formats = useFormats();
  const { data, error, refetch } = useQuery({
    queryKey: ['quality'],
    queryFn: () => call<Quality>('/v1/quality'),
  });
  const found = data?.kinds.filter(({ count }) => count > 0);
  return (
    <section className="panel">
      <h2>{texts.system.quality}</h2>
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {found?.length === 0 && <p>{texts.system.noContradictions}</p>}
      <dl className="facts">
        {found?.map(({ kind, description, count }) => (
          <div key={kind}>
            <dt lang="en">{description}</dt>
            <dd data-kind={kind}>{formats.count(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
