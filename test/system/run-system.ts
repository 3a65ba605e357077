import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSystem } from '../../apps/lifeledger/start-system.js';
import { readConfiguration } from '../../libs/configuration/index.js';
import { createTestDatabase } from '../support/test-database.js';

export const ADMIN_KEY = 'an-admin-key-for-the-tests-of-the-system';

/** What `POST /v1/events` answers. */
export interface Published {
  accepted: number;
  duplicates: number;
  rejected: number;
  position: string;
}

export interface Asking {
  /** Default: the admin key. Null for none. */
  key?: string | null;
  headers?: Record<string, string>;
  method?: string;
  body?: string;
}

/** An answer's JSON, of whatever shape: the test says which it expects. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
export type Json = any;

export type RunningSystem = Awaited<ReturnType<typeof runSystem>>;

/**
 * The whole system in this process, on a database of its own, asked over HTTP.
 * @param env variables of the configuration, over those the test needs
 */
export async function runSystem(env: NodeJS.ProcessEnv = {}) {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'lifeledger-system-'));
  const configuration = readConfiguration({
    DATABASE_URL: database.url,
    LIFELEDGER_DATA_DIR: dataDir,
    LIFELEDGER_ADMIN_KEY: ADMIN_KEY,
    PORT: '0',
    LOG_LEVEL: 'error',
    ...env,
  });
  const { url, stop } = await startSystem(configuration);
  /** The highest position published through this. */
  let position = 0;

  const ask = (path: string, { key = ADMIN_KEY, headers, method = 'GET', body }: Asking = {}) =>
    fetch(url + path, {
      method,
      body,
      headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
    });

  /** @throws with the answer's text where it is an error */
  const json = async (path: string, asking?: Asking): Promise<Json> => {
    const response = await ask(path, asking);
    const text = await response.text();
    if (!response.ok) throw new Error(`${asking?.method ?? 'GET'} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };

  /** Publishes events, all of which must be new. */
  const publish = async (events: readonly object[]): Promise<Published> => {
    const published: Published = await json('/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
    if (published.accepted !== events.length) throw new Error(JSON.stringify(published));
    position = Math.max(position, Number(published.position));
    return published;
  };

  /** Waits until the answers include all that was published. */
  const caughtUp = () => json(`/v1/metrics/ltv?minPosition=${position}&timeout=60`);

  /** A metric's answer, all that was published included. */
  const metric = (name: string, parameters: Record<string, string> = {}): Promise<Json> =>
    json(
      `/v1/metrics/${name}?${new URLSearchParams({ ...parameters, minPosition: String(position), timeout: '60' })}`,
    );

  /** A new key with these scopes. */
  const keyFor = async (...scopes: string[]): Promise<string> => {
    const body = JSON.stringify({ name: scopes.join(' '), scopes });
    const headers = { 'content-type': 'application/json' };
    return (await json('/v1/keys', { method: 'POST', headers, body })).key;
  };

  const close = async () => {
    await stop();
    await database.drop();
    await rm(dataDir, { recursive: true });
  };
  // The first tables are made after the start.
  await json('/v1/metrics/ltv?minPosition=0&timeout=30').catch(async (error) => {
    await close();
    throw error;
  });
  return {
    url,
    dataDir,
    databaseUrl: database.url,
    ask,
    json,
    publish,
    caughtUp,
    metric,
    keyFor,
    position: () => position,
    close,
  };
}

/**
 * An event as it is published.
 * @param type without `lifeledger.` and `.v1`
 */
export function event(
  type: string,
  id: string,
  subject: string | undefined,
  time: string,
  data: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    specversion: '1.0',
    source: 'shop',
    id,
    type: `lifeledger.${type}.v1`,
    ...(subject !== undefined && { subject }),
    time,
    data,
    ...more,
  };
}
