import { describe, expect, it } from '@jest/globals';
import { deferred } from '../../test/support/deferred.js';
import { AppendQueue } from './append-queue.js';
import { type AppendResult, StoreBusy } from './port.js';

/** A store whose groups are written when the test says so. */
function heldStore() {
  const groups: string[][] = [];
  const begun = [deferred(), deferred(), deferred()];
  const finished = [deferred(), deferred(), deferred()];
  let written = 0;
  const write = async (group: string[]): Promise<AppendResult[]> => {
    const n = groups.length;
    groups.push(group);
    begun[n].resolve();
    await finished[n].promise;
    return group.map(() => ({ status: 'appended', position: ++written, revision: 0 }));
  };
  return { groups, begun, finished, queue: new AppendQueue<string>(write, 4) };
}

describe('appends that arrive together', () => {
  it('go together, and what arrives meanwhile goes together in the next group', async () => {
    const { queue, groups, begun, finished } = heldStore();
    const first = [queue.append(['a']), queue.append(['b', 'c'])];
    await begun[0].promise;
    const second = [queue.append(['d']), queue.append(['e'])];
    finished[0].resolve();
    finished[1].resolve();

    const positions = (await Promise.all([...first, ...second])).map((results) =>
      results.map((result) => (result.status === 'appended' ? result.position : null)),
    );

    expect(groups).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
    expect(positions).toEqual([[1], [2, 3], [4], [5]]);
  });

  it('leave some for the group after, which those who are answered now will join', async () => {
    const { queue, groups, begun, finished } = heldStore();
    const first = ['a', 'b'].map((each) => queue.append([each]));
    await begun[0].promise;
    const second = ['c', 'd', 'e', 'f'].map((each) => queue.append([each]));
    for (const { resolve } of finished) resolve();
    await Promise.all([...first, ...second]);
    // 2 were in the first and 4 wait: 3 is half; then 3 and 1: the 1 that is left.
    expect(groups).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f']]);
  });

  it('are answered while the next group is on its way, not after it', async () => {
    const { queue, begun, finished } = heldStore();
    const first = queue.append(['a']);
    await begun[0].promise;
    const second = queue.append(['b']);
    finished[0].resolve();

    await begun[1].promise;
    expect(await first).toEqual([{ status: 'appended', position: 1, revision: 0 }]);

    finished[1].resolve();
    expect(await second).toEqual([{ status: 'appended', position: 2, revision: 0 }]);
  });

  it('are answered at once where nothing else waits', async () => {
    const { queue, begun, finished } = heldStore();
    const only = queue.append(['a']);
    await begun[0].promise;
    finished[0].resolve();
    expect(await only).toHaveLength(1);
    await queue.drained();
  });

  it('are refused beyond what may wait, and nothing that was taken is', async () => {
    const { queue, begun, finished } = heldStore();
    const taken = queue.append(['a']);
    await begun[0].promise;
    const waiting = queue.append(['b', 'c', 'd', 'e']);
    await expect(queue.append(['f'])).rejects.toThrow(StoreBusy);
    finished[0].resolve();
    finished[1].resolve();
    expect(await taken).toHaveLength(1);
    expect(await waiting).toHaveLength(4);
  });
});

describe('a group that cannot be written', () => {
  it('fails for each of its callers, and the next is written', async () => {
    let calls = 0;
    const queue = new AppendQueue<string>(async (group) => {
      calls += 1;
      if (calls === 1) throw new Error('the disk is full');
      return group.map(() => ({ status: 'appended', position: 1, revision: 0 }));
    }, 10);
    const failed = [queue.append(['a']), queue.append(['b'])];
    for (const each of failed) await expect(each).rejects.toThrow('the disk is full');
    expect(await queue.append(['c'])).toHaveLength(1);
  });

  it('refuses only the batch to which an error in the place of a result belongs', async () => {
    const queue = new AppendQueue<string>(
      async (group) =>
        group.map((one) =>
          one === 'bad' ? new Error('not this one') : { status: 'appended', position: 1, revision: 0 },
        ),
      10,
    );
    const [good, bad] = [queue.append(['a']), queue.append(['b', 'bad'])];
    expect(await good).toHaveLength(1);
    await expect(bad).rejects.toThrow('not this one');
  });
});
