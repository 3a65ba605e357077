import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { type Connection, createDataSource, migrate } from '../../database/index.js';
import { sessionName } from '../../projections/index.js';
import { giveUpLease, moveCheckpoint, takeLease } from './checkpoint.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = createDataSource({ url: database.url });
  await dataSource.initialize();
  await migrate(dataSource);
});
beforeEach(() => dataSource.query('truncate ops.kafka_out'));
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

/** A database session, with its name. */
async function open() {
  const runner = dataSource.createQueryRunner();
  const connection = (await runner.connect()) as Connection;
  return { connection, name: await sessionName(connection), close: () => runner.release() };
}

test('one session has the lease, from the start of the log; another gets it when it is given up', async () => {
  const [ann, bob] = [await open(), await open()];
  expect(await takeLease(ann.connection, 'events', ann.name)).toEqual({ position: 0, epoch: 1 });
  expect(await takeLease(bob.connection, 'events', bob.name)).toBeNull();
  await moveCheckpoint(ann.connection, 'events', 1, 7);
  expect(await takeLease(ann.connection, 'events', ann.name)).toEqual({ position: 7, epoch: 1 });
  await giveUpLease(bob.connection, 'events', bob.name); // not his to give
  expect(await takeLease(bob.connection, 'events', bob.name)).toBeNull();
  await giveUpLease(ann.connection, 'events', ann.name);
  expect(await takeLease(bob.connection, 'events', bob.name)).toEqual({ position: 7, epoch: 2 });
  await Promise.all([ann.close(), bob.close()]);
});

test('a lease that has run out, or whose session is gone, is free; its late owner moves nothing', async () => {
  const [ann, bob] = [await open(), await open()];
  await takeLease(ann.connection, 'events', ann.name);
  await dataSource.query(`update ops.kafka_out set lease_until = now() - interval '1 second'`);
  expect(await takeLease(bob.connection, 'events', bob.name)).toEqual({ position: 0, epoch: 2 });
  await expect(moveCheckpoint(ann.connection, 'events', 1, 5)).rejects.toThrow('another process sends');
  await dataSource.query(`update ops.kafka_out set owner = '1@0'`); // no such session
  expect(await takeLease(ann.connection, 'events', ann.name)).toEqual({ position: 0, epoch: 3 });
  await Promise.all([ann.close(), bob.close()]);
});

test('topics stand each for itself', async () => {
  const ann = await open();
  await takeLease(ann.connection, 'one', ann.name);
  await moveCheckpoint(ann.connection, 'one', 1, 9);
  expect(await takeLease(ann.connection, 'two', ann.name)).toEqual({ position: 0, epoch: 1 });
  await ann.close();
});
