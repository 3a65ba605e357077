import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseEvent } from '../../libs/events/index.js';
import { eventually } from '../support/eventually.js';
import { startKafka, type TestKafka } from '../support/kafka/start-kafka.js';
import { type RunningSystem, runSystem } from './run-system.js';

/** Another team's client, which shares no code with ours: librdkafka's kcat. */

let kafka: TestKafka;
let system: RunningSystem;
beforeAll(async () => {
  kafka = await startKafka();
  system = await runSystem({ KAFKA_BROKERS: kafka.brokers.join(','), KAFKA_TRUSTED_SOURCES: '/crm' });
  await eventually(async () => expect((await system.ask('/health/ready', { key: null })).status).toBe(200));
});
afterAll(async () => {
  await system?.close();
  await kafka?.stop();
});

async function kcat(args: string[], input = ''): Promise<string> {
  const child = spawn('kcat', ['-b', kafka.brokers.join(','), ...args]);
  const [out, said]: string[][] = [[], []];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`kcat ended with ${code}: ${said.join('')}`);
  return out.join('');
}

const attributes = {
  specversion: '1.0',
  source: '/crm',
  type: 'lifeledger.purchase.completed.v1',
  subject: 'Zoë',
  time: '2026-03-02T10:15:00Z',
};
const data = { orderId: 'o-1', amount: '29.33', channel: 'web' };

test('events that kcat sends are accepted, compressed in whatever way, and kcat reads them as CloudEvents', async () => {
  const send = (more: string[], input: object) =>
    kcat(['-P', '-t', 'lifeledger.inbound', '-k', 'Zoë', ...more], JSON.stringify(input));
  for (const codec of ['none', 'gzip', 'snappy', 'lz4']) {
    const event = { ...attributes, id: codec, data: { ...data, orderId: codec } };
    await send(['-z', codec, '-H', 'content-type=application/cloudevents+json'], event);
  }
  const headers = Object.entries({ ...attributes, id: 'binary', hobby: 'secret' });
  await send(
    [
      '-H',
      'content-type=application/json',
      ...headers.flatMap(([name, value]) => ['-H', `ce_${name}=${value}`]),
    ],
    data,
  );
  const merge = { ...attributes, id: 'merge', type: 'lifeledger.customer.merged.v1', data: { into: 'Zoe' } };
  await send([], merge);

  const ids = ['none', 'gzip', 'snappy', 'lz4', 'binary', 'merge'];
  const read = await eventually(async () => {
    const format = String.raw`{"key":"%k","headers":"%h","event":%s}\n`;
    const lines = await kcat(['-C', '-e', '-q', '-t', 'lifeledger.events', '-f', format]);
    const found = lines.split('\n').filter((line) => line !== '');
    expect(found).toHaveLength(ids.length);
    return found.map((line) => JSON.parse(line));
  });
  expect(read.map(({ event }) => event.id)).toEqual(ids);
  for (const { key, headers, event } of read) {
    expect(key).toBe('Zoë');
    expect(headers).toBe(
      `content-type=application/cloudevents+json; charset=UTF-8,position=${event.position}`,
    );
    expect(parseEvent(event, { now: Date.now() * 1000, reportingCurrency: 'USD' })).toMatchObject({
      ok: true,
      event: { source: '/crm', subject: 'Zoë' },
    });
  }
  expect(JSON.stringify(read)).not.toContain('secret');
  // Five purchases of 29.33 dollars, by a customer who is another's: 146.65.
  const revenue = await system.json(
    `/v1/metrics/revenue?minPosition=${read.at(-1)?.event.position}&timeout=30`,
  );
  expect(revenue.rows).toEqual([expect.objectContaining({ net: '146.65', orders: 5, customers: 1 })]);
});
