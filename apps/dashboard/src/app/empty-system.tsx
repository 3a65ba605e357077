import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../api/call.js';
import type { Projection } from '../api/projections.js';
import { Loading } from '../figures/states.js';
import { useTexts } from '../texts/texts.js';

/** Says what to do until there is something in the figures; shows the page otherwise. */
export function EmptySystem({ unless, children }: { unless: boolean; children: ReactNode }) {
  const texts = useTexts();
  const { data, isPending } = useQuery({
    queryKey: ['projections', 'empty'],
    queryFn: () => call<Projection[]>('/v1/projections'),
    refetchInterval: ({ state }) => (isEmpty(state.data) ? 3_000 : false),
  });
  // What is asked of an empty system would be kept, and shown for a while after it is filled.
  if (isPending) return <Loading />;
  if (unless || !isEmpty(data)) return children;
  return (
    <section className="panel">
      <h2>{texts.emptySystem.title}</h2>
      <p>{texts.emptySystem.demo}</p>
      <pre>npx lifeledger demo</pre>
      <p>{texts.emptySystem.publish}</p>
      <pre>{curlLine()}</pre>
    </section>
  );
}

function isEmpty(projections: Projection[] | undefined): boolean {
  return projections?.every(({ position }) => position === '0') === true;
}

function curlLine(): string {
  const event = {
    specversion: '1.0',
    id: 'order-1001',
    source: '/shop',
    type: 'lifeledger.purchase.completed.v1',
    subject: 'customer-42',
    time: new Date().toISOString(),
    data: { orderId: '1001', amount: '59.90', channel: 'web' },
  };
  return `curl -X POST ${location.origin}/v1/events \\
  -H "Authorization: Bearer $KEY" -H 'Content-Type: application/cloudevents+json' \\
  --data '${JSON.stringify(event)}'`;
}
