/**
 * What any store behind the port must do. A store's own spec calls {@link describeEventStore}; jest runs it.
 * Positions need only grow: a store may leave gaps.
 */
import { getEventListeners } from 'node:events';
import { type LedgerEvent, parseJson, type RecordedEvent } from '../events/index.js';
import { type Append, type EventStore, StoreBusy } from './port.js';

export interface OpenedStore {
  store: EventStore;
  /** A second instance over the same log, as another process would have; by default the store itself. */
  beside?: EventStore;
  /** For a store that bounds what waits: keeps every append from being written until the answer is called. */
  hold?(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const CUSTOMER = 'lifeledger.lead.captured.v1';
const COMPLAINT = 'lifeledger.complaint.opened.v1';
const RATE = 'lifeledger.fx.rate.v1';
/** To the last microsecond. */
const NOON = 1_699_963_200_123_457;

/** @param open gives a store over an empty log */
export function describeEventStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name}, an event store`, () => {
    let opened: OpenedStore;
    let store: EventStore;
    let beside: EventStore;
    /** Where the log stood when the case began. */
    let start: number;
    let cases = 0;
    /** Each case has a source and customers of its own. */
    let own: string;

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      beside = opened.beside ?? store;
    });
    afterAll(() => opened?.close());
    beforeEach(async () => {
      cases += 1;
      own = `case-${cases}`;
      start = await store.head();
    });

    const event = (id: string, changes: Partial<LedgerEvent> = {}): LedgerEvent => ({
      source: own,
      id,
      type: CUSTOMER,
      subject: `${own}-ann`,
      time: NOON,
      data: { channel: 'search' },
      personal: null,
      ...changes,
    });
    const append = (...events: LedgerEvent[]) => store.append(events.map((e) => ({ event: e })));
    const appendAt = async (id: string, expectedRevision: Append['expectedRevision']) =>
      (await store.append([{ event: event(id), expectedRevision }]))[0];
    const positionsOf = (events: readonly RecordedEvent[]) => events.map(({ position }) => position);
    const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);
    const everything = (limit = 1_000) => store.readAll({ after: start, limit });

    it('is empty at first', async () => {
      expect(await store.head()).toBe(0);
      expect(await store.countAfter(0)).toBe(0);
      expect(await store.readAll({ after: 0, limit: 10 })).toEqual([]);
    });

    describe('append', () => {
      it('gives each event a higher position, and the next revision of its stream', async () => {
        const results = [
          ...(await append(event('1'), event('2', { subject: `${own}-bob` }), event('3'))),
          ...(await append(event('4'), event('5', { subject: `${own}-bob` }))),
        ];
        expect(results.map((result) => result.status === 'appended' && result.revision)).toEqual([
          0, 0, 1, 2, 1,
        ]);
        const positions = results.map((result) => (result.status === 'appended' ? result.position : 0));
        expect(positions[0]).toBeGreaterThan(start);
        expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
        expect(positionsOf(await everything())).toEqual(positions);
        expect(await store.head()).toBe(positions[4]);
      });

      it('has what it answered for in the log, for any reader', async () => {
        const before = Date.now() * 1000;
        const [result] = await append(event('1'));
        const found = await beside.find(own, '1');
        expect(found).toEqual({
          ...event('1'),
          ...result,
          status: undefined,
          stream: `customer-${own}-ann`,
          recordedTime: expect.any(Number),
        });
        // Clocks of store and test may differ a little.
        expect(Math.abs(found!.recordedTime - before)).toBeLessThan(3_600_000_000);
      });

      it('takes an empty batch', async () => {
        expect(await store.append([])).toEqual([]);
        expect(await store.head()).toBe(start);
      });

      it('answers a large batch in its order', async () => {
        const ids = Array.from({ length: 6_000 }, (_, i) => `n${i}`);
        const results = await append(...ids.map((id) => event(id)));
        expect(results.map((result) => result.status === 'appended' && result.revision)).toEqual(
          ids.map((_, i) => i),
        );
        expect(idsOf(await everything(10_000))).toEqual(ids);
      });

      it('puts events of complaints, of customers and of nobody in streams of their own', async () => {
        await append(
          event('1', { type: COMPLAINT, data: { complaintId: own, channel: 'email' } }),
          event('2'),
          event('3', { type: RATE, subject: null, data: { from: 'EUR', to: 'USD', rate: '1.1' } }),
        );
        expect((await everything()).map(({ stream }) => stream)).toEqual([
          `complaint-${own}`,
          `customer-${own}-ann`,
          `type-${RATE}`,
        ]);
      });

      it('keeps text of any kind, times to the microsecond and numbers to the digit', async () => {
        const text = 'tab\t line\n return\r back\\slash \\N \\. "quoted" \u{1F600}\uFF5E \u2028 \u0001 é';
        const numbers = parseJson('{"price":1.10,"big":12345678901234567890,"half":0.5,"tiny":1e-7}').value;
        const sent = event(`id ${text}`, {
          subject: `${own} ${text}`,
          time: -8_199_999_999_999_999, // in the year 1710
          data: { channel: text, campaign: '' },
          personal: {
            data: { [text]: [null, true, text], numbers },
            extensions: { correlationid: text },
          },
        });
        await append(sent);
        const [stored] = await everything();
        expect(stored).toMatchObject(sent);
        expect(stored.personal).toEqual(sent.personal);
        // What was stored is what was sent, to the store as well.
        expect(await append(sent)).toEqual([
          { status: 'duplicate', position: stored.position, conflict: false },
        ]);
      });

      it('keeps personal fields apart from the others, and null where there are none', async () => {
        const personal = { data: { comment: 'fine' } };
        await append(event('1', { personal }), event('2'));
        const stored = await everything();
        expect(stored.map((e) => [e.data, e.personal])).toEqual([
          [{ channel: 'search' }, personal],
          [{ channel: 'search' }, null],
        ]);
      });
    });

    describe('an identity that is sent again', () => {
      it('is answered with the position of the first, and nothing is written', async () => {
        const [first] = await append(event('1'));
        const again = await append(event('1'), event('2'), event('1'));
        const position = first.status === 'appended' ? first.position : 0;
        expect(again[0]).toEqual({ status: 'duplicate', position, conflict: false });
        expect(again[1]).toMatchObject({ status: 'appended', revision: 1 });
        expect(again[2]).toEqual(again[0]);
        expect(idsOf(await everything())).toEqual(['1', '2']);
      });

      it('is a conflict when anything else of it differs; the first stays', async () => {
        const first = event('1', { data: { channel: 'search', campaign: 'spring' } });
        await append(first);
        const conflicts = await append(
          event('1', { data: { campaign: 'spring', channel: 'search' } }), // members in another order say the same
          event('1', { data: { channel: 'search', campaign: 'autumn' } }),
          event('1', { data: { channel: 'search' } }),
          { ...first, time: NOON + 1 },
          { ...first, subject: `${own}-bob` },
          { ...first, type: COMPLAINT, data: { ...first.data, complaintId: 'c' } },
          { ...first, personal: { data: { note: 'x' } } },
        );
        expect(conflicts.map((result) => result.status === 'duplicate' && result.conflict)).toEqual([
          false,
          true,
          true,
          true,
          true,
          true,
          true,
        ]);
        expect(await everything()).toEqual([expect.objectContaining(first)]);
      });

      it('is found within one batch: the first of it counts', async () => {
        const results = await append(
          event('1'),
          event('2'),
          event('1'),
          event('1', { data: { channel: 'referral' } }),
        );
        const [first] = await everything();
        expect(results.slice(2)).toEqual([
          { status: 'duplicate', position: first.position, conflict: false },
          { status: 'duplicate', position: first.position, conflict: true },
        ]);
        expect(idsOf(await everything())).toEqual(['1', '2']);
      });

      it('is another identity under another source', async () => {
        // Together they read alike: where the one ends and the other begins is what tells them apart.
        const results = await append(
          event('bc', { source: `${own}a` }),
          event('c', { source: `${own}ab` }),
          event('c', { source: `${own}a` }),
        );
        expect(results.map(({ status }) => status)).toEqual(['appended', 'appended', 'appended']);
      });

      it('is appended once by many at the same moment', async () => {
        const results = (
          await Promise.all(
            Array.from({ length: 40 }, (_, i) =>
              (i % 2 ? store : beside).append([{ event: event('1', { time: NOON + i }) }]),
            ),
          )
        ).flat();
        const [stored, ...others] = await everything();
        expect(others).toEqual([]);
        const winner = stored.time - NOON;
        expect(results[winner]).toMatchObject({ status: 'appended', position: stored.position });
        expect(results.filter((_, i) => i !== winner)).toEqual(
          Array(39).fill({ status: 'duplicate', position: stored.position, conflict: true }),
        );
      });
    });

    describe('an expected revision', () => {
      it('no-stream holds for a stream without events, and then no more', async () => {
        expect(await appendAt('1', 'no-stream')).toMatchObject({ status: 'appended', revision: 0 });
        expect(await appendAt('2', 'no-stream')).toEqual({ status: 'revision-conflict', currentRevision: 0 });
      });

      it('as a number is the last one of the stream, neither older nor newer', async () => {
        expect(await appendAt('1', 0)).toEqual({ status: 'revision-conflict', currentRevision: null });
        await append(event('2'), event('3'));
        expect(await appendAt('4', 0)).toEqual({ status: 'revision-conflict', currentRevision: 1 });
        expect(await appendAt('4', 2)).toEqual({ status: 'revision-conflict', currentRevision: 1 });
        expect(await appendAt('4', 1)).toMatchObject({ status: 'appended', revision: 2 });
      });

      it('any, or none, always holds', async () => {
        expect(await appendAt('1', 'any')).toMatchObject({ status: 'appended', revision: 0 });
        expect(await appendAt('2', undefined)).toMatchObject({ status: 'appended', revision: 1 });
      });

      it('sees what goes before it in the batch, and a conflict stops none of the others', async () => {
        const results = await store.append([
          { event: event('1'), expectedRevision: 'no-stream' },
          { event: event('2'), expectedRevision: 'no-stream' },
          { event: event('3', { subject: `${own}-bob` }), expectedRevision: 5 },
          { event: event('4'), expectedRevision: 0 },
          { event: event('5', { subject: `${own}-bob` }) },
        ]);
        expect(results).toMatchObject([
          { status: 'appended', revision: 0 },
          { status: 'revision-conflict', currentRevision: 0 },
          { status: 'revision-conflict', currentRevision: null },
          { status: 'appended', revision: 1 },
          { status: 'appended', revision: 0 },
        ]);
        expect(idsOf(await everything())).toEqual(['1', '4', '5']);
      });

      it('that failed leaves the identity free', async () => {
        expect(await appendAt('1', 7)).toMatchObject({ status: 'revision-conflict' });
        expect(await store.find(own, '1')).toBeNull();
        expect(await appendAt('1', 'no-stream')).toMatchObject({ status: 'appended', revision: 0 });
      });

      it('is not asked of a duplicate: a retry is told that it was heard', async () => {
        const first = await appendAt('1', 'no-stream');
        await append(event('2'));
        expect(await appendAt('1', 'no-stream')).toEqual({
          status: 'duplicate',
          position: first.status === 'appended' && first.position,
          conflict: false,
        });
      });

      it('lets one of many through that expect the same', async () => {
        const results = (
          await Promise.all(
            Array.from({ length: 20 }, (_, i) =>
              (i % 2 ? store : beside).append([{ event: event(`${i}`), expectedRevision: 'no-stream' }]),
            ),
          )
        ).flat();
        expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
        expect(results.filter(({ status }) => status !== 'appended')).toEqual(
          Array(19).fill({ status: 'revision-conflict', currentRevision: 0 }),
        );
        expect(await everything()).toHaveLength(1);
      });
    });

    describe('reading', () => {
      it('gives a stream in order, from a revision on', async () => {
        await append(event('1'), event('x', { subject: `${own}-bob` }), event('2'), event('3'));
        const stream = `customer-${own}-ann`;
        expect((await store.readStream(stream)).map((e) => [e.revision, e.id])).toEqual([
          [0, '1'],
          [1, '2'],
          [2, '3'],
        ]);
        expect(idsOf(await store.readStream(stream, 1))).toEqual(['2', '3']);
        expect(await store.readStream(stream, 3)).toEqual([]);
      });

      it('gives nothing of an unknown stream', async () => {
        await append(event('1'));
        expect(await store.readStream(`customer-${own}-an`)).toEqual([]);
      });

      it('goes through the log in pages', async () => {
        await append(...['1', '2', '3', '4', '5'].map((id) => event(id)));
        const all = await everything();
        expect(idsOf(all)).toEqual(['1', '2', '3', '4', '5']);
        const page = await store.readAll({ after: start, limit: 2 });
        expect(page).toEqual(all.slice(0, 2));
        expect(await store.readAll({ after: page[1].position, limit: 2 })).toEqual(all.slice(2, 4));
        expect(await store.readAll({ after: all[4].position, limit: 2 })).toEqual([]);
      });

      it('gives large events a few at a time, and none twice or never', async () => {
        const personal = { data: { note: 'x'.repeat(1_000_000) } };
        const ids = Array.from({ length: 80 }, (_, i) => `${i}`);
        for (const id of ids) await append(event(id, { personal }));
        const pages: string[][] = [];
        for (let after = start, page = await everything(); page.length > 0; ) {
          pages.push(idsOf(page));
          after = page[page.length - 1].position;
          page = await store.readAll({ after, limit: 1_000 });
        }
        expect(pages.flat()).toEqual(ids);
        // 80 MB by 32 MiB, which 34 events of a little more than a megabyte pass. KurrentDB can only be read from the event
        // that was the last before.
        const lengths = pages.map((page) => page.length);
        expect([
          [34, 34, 12],
          [34, 33, 13],
        ]).toContainEqual(lengths);
      });

      it('picks types and a subject, complaints included, within limits', async () => {
        const complaint = (id: string, subject: string) =>
          event(id, { type: COMPLAINT, subject, data: { complaintId: `${own}-${id}`, channel: 'email' } });
        await append(
          event('1'),
          complaint('2', `${own}-ann`),
          event('3', { type: RATE, subject: null, data: {} }),
          event('4', { subject: `${own}-bob` }),
          complaint('5', `${own}-bob`),
          event('6'),
          // A complaint whose id reads like Ann's stream is Bob's all the same.
          event('7', {
            type: COMPLAINT,
            subject: `${own}-bob`,
            data: { complaintId: `${own}-ann`, channel: 'email' },
          }),
        );
        const read = async (options: { types?: string[]; subject?: string; limit?: number; from?: number }) =>
          idsOf(
            await store.readAll({
              after: options.from ?? start,
              limit: options.limit ?? 10,
              types: options.types,
              subject: options.subject,
            }),
          );
        expect(await read({ types: [COMPLAINT] })).toEqual(['2', '5', '7']);
        expect(await read({ types: [COMPLAINT, RATE] })).toEqual(['2', '3', '5', '7']);
        expect(await read({ types: [] })).toEqual([]);
        expect(await read({ subject: `${own}-ann` })).toEqual(['1', '2', '6']);
        expect(await read({ subject: `${own}-bob` })).toEqual(['4', '5', '7']);
        expect(await read({ subject: `${own}-nobody` })).toEqual([]);
        expect(await read({ subject: `${own}-bob`, types: [CUSTOMER] })).toEqual(['4']);
        expect(await read({ subject: `${own}-ann`, limit: 2 })).toEqual(['1', '2']);
        const { position } = (await store.find(own, '2'))!;
        expect(await read({ subject: `${own}-ann`, from: position })).toEqual(['6']);
      });

      it('gives the events at positions in the order of the log, passing over those that hold none', async () => {
        await append(event('1'), event('2'), event('3'));
        const [first, , third] = await everything();
        expect(
          await store.readPositions([third.position, third.position + 1_000, first.position, 0]),
        ).toEqual([first, third]);
        expect(await store.readPositions([])).toEqual([]);
      });

      it('finds an event by source and id together', async () => {
        await append(event('1'), event('2', { source: `${own}-other` }));
        expect(await store.find(own, '1')).toEqual((await everything())[0]);
        expect(await store.find(own, '2')).toBeNull();
      });

      it('counts what lies above a position', async () => {
        await append(event('1'), event('2'), event('3'));
        const [first, , third] = await everything();
        expect(await store.countAfter(start)).toBe(3);
        expect(await store.countAfter(first.position)).toBe(2);
        expect(await store.countAfter(third.position)).toBe(0);
        expect(await store.countAfter(third.position + 10)).toBe(0);
      });
    });

    describe('following', () => {
      /** Longer than any test may take, in milliseconds: who waits for it fails. */
      const FOREVER = 600_000;
      /** Lets go what still waits when a test has failed. */
      let over: AbortController;
      beforeEach(() => {
        over = new AbortController();
      });
      afterEach(() => over.abort());

      it('wakes who waits for the next append, whoever makes it', async () => {
        for (const [i, writer] of [store, beside].entries()) {
          const woken = store.nextAppend(FOREVER, over.signal);
          await writer.append([{ event: event(`${i}`) }]);
          await woken;
        }
        expect(await store.countAfter(start)).toBe(2);
      });

      it('wakes the first who ever waits, though the append comes at once', async () => {
        const another = await open();
        try {
          const woken = another.store.nextAppend(FOREVER, over.signal);
          await another.store.append([{ event: event('1') }]);
          await woken;
        } finally {
          await another.close();
        }
      });

      it('stops waiting after the time given, and when told to', async () => {
        await store.nextAppend(1);
        const stop = new AbortController();
        const waiting = store.nextAppend(FOREVER, stop.signal);
        stop.abort();
        await waiting;
        await store.nextAppend(FOREVER, stop.signal);
      });

      it('gives a subscription what was, in batches, then what comes, until it is told to stop', async () => {
        await append(...Array.from({ length: 50 }, (_, i) => event(`old ${i}`)));
        const stop = new AbortController();
        const sizes: number[] = [];
        const seen: RecordedEvent[] = [];
        for await (const batch of store.subscribe(start, 2, stop.signal)) {
          sizes.push(batch.length);
          seen.push(...batch);
          // However many batches there were, few wait for the signal.
          expect(getEventListeners(stop.signal, 'abort').length).toBeLessThan(5);
          // The first comes when the past has been read out, each next one when the one before has arrived.
          if (seen.length >= 50 && seen.length < 53) await append(event(`new ${seen.length - 50}`));
          if (seen.length === 53) stop.abort();
        }
        expect(sizes).toEqual([...Array(25).fill(2), 1, 1, 1]);
        expect(idsOf(seen)).toEqual([
          ...Array.from({ length: 50 }, (_, i) => `old ${i}`),
          'new 0',
          'new 1',
          'new 2',
        ]);
      });

      it('begins a subscription above a position, and ends it while it waits', async () => {
        await append(event('1'), event('2'));
        const [first] = await everything();
        const stop = new AbortController();
        const batches = store.subscribe(first.position, 10, stop.signal)[Symbol.asyncIterator]();
        expect(idsOf((await batches.next()).value)).toEqual(['2']);
        const next = batches.next();
        stop.abort();
        expect((await next).done).toBe(true);
        expect((await store.subscribe(0, 10, stop.signal)[Symbol.asyncIterator]().next()).done).toBe(true);
      });
    });

    it('when it bounds what waits, refuses whole batches beyond it and writes all the others', async () => {
      if (!opened.hold) return;
      const release = await opened.hold();
      const taken: ReturnType<EventStore['append']>[] = [];
      let refused: { batch: number; error: unknown } | undefined;
      for (let batch = 0; !refused; batch++) {
        if (batch === 1_000) throw new Error('a million events wait, and none is refused');
        const appending = store.append(
          Array.from({ length: 1_000 }, (_, i) => ({
            event: event(`${batch}-${i}`, { subject: `${own}-${i}` }),
          })),
        );
        taken.push(appending);
        appending.catch((error) => {
          refused = { batch, error };
        });
        await new Promise((resolve) => setImmediate(resolve));
      }
      await release();
      expect(refused.error).toBeInstanceOf(StoreBusy);
      expect((refused.error as StoreBusy).retryAfterSeconds).toBeGreaterThan(0);
      const results = (await Promise.all(taken.slice(0, refused.batch))).flat();
      expect(results.every(({ status }) => status === 'appended')).toBe(true);
      expect(await store.countAfter(start)).toBe(refused.batch * 1_000);
      expect(await store.find(own, `${refused.batch}-0`)).toBeNull();
      expect((await append(event(`${refused.batch}-0`)))[0].status).toBe('appended');
    });
  });
}
