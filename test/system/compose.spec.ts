import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { parse } from 'yaml';
import { Environment } from '../../libs/configuration/environment.js';
import { readConfiguration } from '../../libs/configuration/index.js';
import type { Json } from './run-system.js';

/** docker-compose.yml against what there is: no Docker engine is asked. */

const text = readFileSync('docker-compose.yml', 'utf8');
const { services, volumes }: Json = parse(text, { merge: true, strict: true });
const dockerfile = readFileSync('Dockerfile', 'utf8');

/** Node.js as `npm start` runs it. */
const NODE: string[] = JSON.parse(readFileSync('package.json', 'utf8'))
  .scripts.start.split(' bin/')[0]
  .split(' ');

/** The variables that the services read. */
const VARIABLES = new Set(
  getMetadataStorage()
    .getTargetValidationMetadatas(Environment, '', false, false)
    .map(({ propertyName }) => propertyName),
);
const ours = Object.keys(services).filter((name) => services[name].image === 'lifeledger');
const SERVICES = ['intake', 'projector', 'insights'];

/** A value as Compose puts it in with nothing set but what has no default. */
function interpolated(value: string): string {
  return value.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_, name, given) =>
    name === 'POSTGRES_PASSWORD' ? 'letters0and1digits' : (given ?? ''),
  );
}

function inDockerfile(instruction: 'ENTRYPOINT' | 'CMD'): string[] {
  return JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]');
}

function commandOf(name: string): string[] {
  return [...inDockerfile('ENTRYPOINT'), ...(services[name].command ?? inDockerfile('CMD'))];
}

test('the all-in-one is there without a profile, two of each service with the profile distributed', () => {
  expect(ours.toSorted()).toEqual(['lifeledger', ...SERVICES].toSorted());
  expect(services.lifeledger.profiles).toBeUndefined();
  expect(services.postgres.profiles).toBeUndefined();
  const others = Object.keys(services).filter((name) => !['lifeledger', 'postgres'].includes(name));
  for (const name of others) expect([name, services[name].profiles]).toEqual([name, ['distributed']]);
  expect(others).toEqual(expect.arrayContaining([...SERVICES, 'kurrentdb', 'kafka', 'postgres-apart']));
  for (const name of SERVICES) expect([name, services[name].deploy.replicas]).toEqual([name, 2]);
});

test.each(ours)('%s gets variables that there are, with values that can be used', (name) => {
  const given: Record<string, string> = services[name].environment;
  expect(Object.keys(given).filter((variable) => !VARIABLES.has(variable))).toEqual([]);
  const env = Object.fromEntries(
    Object.entries(given).map(([variable, value]) => [variable, interpolated(value)]),
  );
  const { databaseUrl, eventStoreUrl, kafka } = readConfiguration(env);
  const host = (url: string | undefined) => url && new URL(url).hostname;
  const stores = [host(databaseUrl), host(eventStoreUrl), kafka?.brokers[0].split(':')[0]];
  expect(stores).toEqual(
    name === 'lifeledger' ? ['postgres', undefined, undefined] : ['postgres-apart', 'kurrentdb', 'kafka'],
  );
});

test('all services report alike, or read models would differ', () => {
  const shared = [
    'REPORTING_CURRENCY',
    'REPORTING_TIME_ZONE',
    'DEFAULT_COST_RATE',
    'UNIT_COSTS',
    'PARTITIONS',
  ];
  const [first, ...others] = ours.map((name) =>
    shared.map((variable) => services[name].environment[variable]),
  );
  for (const other of others) expect(other).toEqual(first);
});

test.each(ours)('%s is started by a command that the image has', (name) => {
  const command = commandOf(name);
  const [file, ...args] = command.slice(NODE.length);
  expect(command.slice(0, NODE.length)).toEqual(NODE);
  expect(args).toEqual(name === 'lifeledger' ? ['start'] : []);
  expect(file).toBe(`dist/apps/${name}/main.js`);
  // The image holds what is built of apps, each file beside the others as its source is.
  expect(existsSync(join('apps', name, 'main.ts'))).toBe(true);
  expect(dockerfile).toContain('COPY --from=build /app/dist/apps dist/apps\n');
});

test('every service is watched, and waits for what it needs until that is well', () => {
  for (const [name, { healthcheck, depends_on = {} }] of Object.entries<Json>(services)) {
    expect([
      name,
      ours.includes(name) ? /^HEALTHCHECK /m.test(dockerfile) : healthcheck?.test?.length > 0,
    ]).toEqual([name, true]);
    for (const [other, { condition }] of Object.entries<Json>(depends_on)) {
      expect([name, other, services[other] !== undefined, condition]).toEqual([
        name,
        other,
        true,
        'service_healthy',
      ]);
      // Whoever is started has what it waits for started too.
      expect([undefined, services[name].profiles?.[0]]).toContain(services[other].profiles?.[0]);
    }
  }
});

test('what must last lies in volumes that have names, one of each store', () => {
  const mounted = Object.values<Json>(services)
    .flatMap((service) => (service.volumes ?? []) as string[])
    .map((volume) => volume.split(':'));
  const named = mounted.filter(([source]) => !source.startsWith('.')).map(([source]) => source);
  expect(named.toSorted()).toEqual(Object.keys(volumes).toSorted());
  for (const [source] of mounted.filter(([source]) => source.startsWith('.'))) {
    expect([source, existsSync(source)]).toEqual([source, true]);
  }
  const image = (name: string) =>
    Object.entries<Json>(services).filter(([, service]) => service.image.startsWith(name));
  for (const store of ['postgres:', 'kurrentplatform/', 'apache/kafka:']) {
    expect(image(store)).not.toEqual([]);
    for (const [name, { volumes: lasting }] of image(store))
      expect([name, lasting]).toEqual([name, [expect.any(String)]]);
  }
});

test('every port is open to this machine alone, and no two are the same', () => {
  const ports = Object.values<Json>(services)
    .flatMap(({ ports: published = [] }) => published as string[])
    .map((port) => interpolated(port));
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  const outside = ports.map((port) => port.split(':')[1]);
  expect(new Set(outside).size).toBe(outside.length);
});

test('only the password of PostgreSQL has to be set', () => {
  const withoutDefault = [...text.matchAll(/\$\{(\w+)(?!\w|:-)/g)].map(([, name]) => name);
  expect(new Set(withoutDefault)).toEqual(new Set(['POSTGRES_PASSWORD']));
});
