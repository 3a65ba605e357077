import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { createDataSource, migrate } from '../../database/index.js';
import type { Append, AppendResult } from '../port.js';
import { PostgresEventStore } from './postgres-event-store.js';

/** Each writer is a process of its own: one pool, one queue. */
const WRITERS = 3;

let database: TestDatabase;
let sources: DataSource[];
let stores: PostgresEventStore[];

beforeAll(async () => {
  database = await createTestDatabase();
  sources = Array.from({ length: WRITERS }, () => createDataSource({ url: database.url, poolSize: 3 }));
  for (const source of sources) await source.initialize();
  await migrate(sources[0]);
  stores = sources.map((source) => new PostgresEventStore(source));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});

/** Few ids and customers, so that they meet; `content` is what tells two events of one identity apart. */
const drawnAppend = fc.record({
  id: fc.nat({ max: 7 }),
  subject: fc.constantFrom('ann', 'bob'),
  content: fc.constantFrom('search', 'search', 'referral'),
  expectedRevision: fc.constantFrom<Append['expectedRevision'][]>('any', 'any', 'any', 'no-stream', 0, 1, 3),
});
const batches = fc.array(fc.array(drawnAppend, { minLength: 1, maxLength: 6 }), { maxLength: 6 });
/** Of each writer: what it sends one after another, and what it sends at once. */
const writers = fc.array(fc.record({ batches, atOnce: fc.boolean() }), {
  minLength: WRITERS,
  maxLength: WRITERS,
});

let runs = 0;

it('takes each identity once and answers what the log says, however appends interleave', async () => {
  await fc.assert(
    fc.asyncProperty(writers, async (drawn) => {
      runs += 1;
      const run = `run-${runs}`;
      const start = await stores[0].head();
      const answered: { sent: Append; result: AppendResult }[] = [];
      await Promise.all(
        drawn.map(async ({ batches, atOnce }, writer) => {
          const send = async (batch: (typeof batches)[number]) => {
            const sent = batch.map(({ id, subject, content, expectedRevision }) => ({
              expectedRevision,
              event: {
                source: run,
                id: `${id}`,
                type: 'lifeledger.lead.captured.v1',
                subject: `${run}-${subject}`,
                time: 0,
                data: { channel: content },
                personal: null,
              },
            }));
            const results = await stores[writer].append(sent);
            expect(results).toHaveLength(sent.length);
            answered.push(...results.map((result, i) => ({ sent: sent[i], result })));
          };
          if (atOnce) await Promise.all(batches.map(send));
          else for (const batch of batches) await send(batch);
        }),
      );

      const log = await stores[0].readAll({ after: start, limit: 1_000 });
      expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => start + i + 1));
      expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
      const stored = new Map(log.map((event) => [event.id, event]));
      const lengths = new Map<string, number>();
      for (const { stream, revision } of log) {
        expect(revision).toBe(lengths.get(stream) ?? 0);
        lengths.set(stream, revision + 1);
      }

      const appended = answered.filter(({ result }) => result.status === 'appended');
      expect(appended).toHaveLength(log.length);
      for (const { sent, result } of answered) {
        const { event, expectedRevision } = sent;
        const expected = expectedRevision === 'no-stream' ? -1 : expectedRevision;
        if (result.status === 'appended') {
          const { position, revision } = result;
          expect(stored.get(event.id)).toMatchObject({ ...event, position, revision });
          if (expected !== 'any') expect(revision - 1).toBe(expected);
        } else if (result.status === 'duplicate') {
          const first = stored.get(event.id);
          expect(result.position).toBe(first?.position);
          expect(result.conflict).toBe(
            first?.subject !== event.subject || first.data.channel !== event.data.channel,
          );
        } else {
          const length = lengths.get(`customer-${event.subject}`) ?? 0;
          expect(expected).not.toBe('any');
          expect(result.currentRevision ?? -1).not.toBe(expected);
          expect(result.currentRevision ?? -1).toBeLessThan(length);
        }
      }
    }),
    { numRuns: 100 },
  );
});
