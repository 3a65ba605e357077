import 'reflect-metadata';
import type { FastifyRequest } from 'fastify';
import type { EventStore } from '../event-store/index.js';
import { answerOf } from './outcome.js';
import { PublishEventsHandler } from './publish-events.handler.js';
import { PublishEvents } from './publish-events.js';
import { readEvents } from './read-events.js';

/**
 * What a batch costs from its bytes to its answer, but for the database and HTTP: microseconds per event.
 * `npm run build && node dist/libs/intake/publish.bench.js`
 */
const SIZE = 500;
const ROUNDS = 400;

const nothing = { keep: async () => undefined, note: async () => undefined, count: () => undefined };
const store = {
  append: async (batch: readonly unknown[]) =>
    batch.map((_, index) => ({ status: 'appended', position: index + 1, revision: 0 })),
} as unknown as EventStore;
const handler = new PublishEventsHandler(
  store,
  { reportingCurrency: 'EUR' },
  nothing as never,
  nothing as never,
  nothing as never,
);
const key = { id: 'k', name: 'bench', scopes: ['events:write'] as const, sources: ['/shop'] };

const body = Buffer.from(
  JSON.stringify(
    Array.from({ length: SIZE }, (_, n) => ({
      specversion: '1.0',
      id: `2f1c0e9a-0000-4000-8000-${String(n).padStart(12, '0')}`,
      source: '/shop',
      type: 'lifeledger.purchase.completed.v1',
      subject: `customer-${n % 97}`,
      time: '2026-03-02T10:15:00.123Z',
      datacontenttype: 'application/json',
      data: { orderId: `order-${n}`, amount: '129.35', currency: 'EUR', channel: 'web', product: 'lamp' },
    })),
  ),
);

const measured: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const start = process.hrtime.bigint();
  const inputs = readEvents('batch', body, {} as FastifyRequest);
  const outcome = await handler.execute(new PublishEvents([inputs].flat(), key, true));
  JSON.stringify(answerOf(outcome));
  measured.push(Number(process.hrtime.bigint() - start) / 1000 / SIZE);
  if (outcome.accepted !== SIZE) throw new Error('the events of this measurement must be valid');
}
const median = measured.sort((a, b) => a - b)[ROUNDS / 2];
console.log(
  `${median.toFixed(2)} µs per event of ${Math.round(body.length / SIZE)} bytes, in batches of ${SIZE}`,
);
