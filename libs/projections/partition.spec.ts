import { Partitioners } from 'kafkajs';
import { partitionOf, partitionOfEvent } from './partition.js';

const keys = [
  '',
  'a',
  'ab',
  'abc',
  'abcd',
  'customer-1',
  'Zoë',
  '顧客',
  '🛒🛒',
  ...Array.from({ length: 500 }, (_, i) => `c-${i * 7919}`),
];

test.each([1, 2, 7, 64, 1024])('a key lies where a Kafka client puts it, of %i partitions', (count) => {
  const partitioner = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
    partitionId,
    partitionErrorCode: 0,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
  const byKafka = keys.map((key) =>
    partitioner({ topic: 'events', partitionMetadata, message: { key, value: '' } }),
  );
  expect(keys.map((key) => partitionOf(key, count))).toEqual(byKafka);
});

test('keys spread', () => {
  const found = new Set(keys.map((key) => partitionOf(key, 64)));
  expect(found.size).toBe(64);
});

test('an event lies with its customer; one of no customer in partition 0, as on the outbound topic', () => {
  expect(partitionOfEvent({ subject: 'customer-1' }, 64)).toBe(partitionOf('customer-1', 64));
  expect(partitionOfEvent({ subject: null }, 64)).toBe(0);
});
