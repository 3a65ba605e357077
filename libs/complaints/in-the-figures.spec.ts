import { type Json, type RunningSystem, runSystem } from '../../test/system/run-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await runSystem();
});
afterAll(() => system?.close());

function act(path: string, body: Json): Promise<Json> {
  return system.json(`/v1/complaints${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** The profile of Ann, with all in it up to a position. */
async function ann(position: string): Promise<Json> {
  await system.json(`/v1/metrics/ltv?minPosition=${position}&timeout=60`);
  return system.json('/v1/customers/ann');
}

test('a complaint of the case desk is in the log and in the figures like any other', async () => {
  const { complaintId } = await act('', { customer: 'ann', channel: 'email', time: '2026-01-05T10:00:00Z' });
  const answered = await act(`/${complaintId}/answer`, { time: '2026-01-05T10:20:00Z' });
  expect((await ann(answered.position)).openCases).toEqual([
    { kind: 'complaint', id: complaintId, channel: 'email', openedAt: '2026-01-05T10:00:00Z' },
  ]);
  const resolved = await act(`/${complaintId}/resolve`, {
    compensation: '7.50',
    time: '2026-02-06T10:00:00Z',
  });
  // All there is of Ann: the 7.50 she was given.
  expect(await ann(resolved.position)).toMatchObject({ openCases: [], costToServe: '7.50', ltv: '-7.50' });
  const { events } = await system.json('/v1/events?subject=ann');
  expect(events.map(({ type, source, time }: Json) => [type, source, time])).toEqual([
    ['lifeledger.complaint.opened.v1', 'lifeledger/complaints', '2026-01-05T10:00:00Z'],
    ['lifeledger.complaint.answered.v1', 'lifeledger/complaints', '2026-01-05T10:20:00Z'],
    ['lifeledger.complaint.resolved.v1', 'lifeledger/complaints', '2026-02-06T10:00:00Z'],
  ]);
  const reopened = await act(`/${complaintId}/reopen`, { time: '2026-02-07T10:00:00Z' });
  expect((await ann(reopened.position)).openCases).toHaveLength(1);
});
