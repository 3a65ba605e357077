import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { kafkaJars } from './kafka-jars.js';

export interface TestKafka {
  /** `host:port` of each broker. */
  brokers: string[];
  /** Ends the server as a power cut of its process would: SIGKILL. Its data stays. */
  kill(): Promise<void>;
  /** Starts it again, on the same ports and data. */
  start(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Quick to start, small, and one at a time. */
const JVM = ['-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'];

/**
 * A real Apache Kafka in KRaft mode, one node on loopback, on data of its own; where KAFKA_BROKERS is set, the brokers
 * it names, which cannot be killed.
 */
export async function startKafka(): Promise<TestKafka> {
  if (process.env.KAFKA_BROKERS) return outsideKafka(process.env.KAFKA_BROKERS.split(','));
  const jars = await kafkaJars();
  const folder = await mkdtemp(join(tmpdir(), 'lifeledger-kafka-'));
  const [port, controllerPort] = await freePorts(2);
  const brokers = [`127.0.0.1:${port}`];
  const settings = join(folder, 'server.properties');
  await writeFile(settings, properties(port, controllerPort, join(folder, 'data')));
  let server: ChildProcess | undefined;

  const java = (...args: string[]) => {
    const child = spawn('java', [...JVM, '-cp', `${jars}/*`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => output.push(String(chunk)));
    return { child, output };
  };
  const kill = async () => {
    const running = server;
    server = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  };
  const start = async () => {
    const { child, output } = java('kafka.Kafka', settings);
    server = child;
    await untilItServes(brokers, () => {
      if (child.exitCode !== null) throw new Error(`Kafka ended with ${child.exitCode}:\n${output.join('')}`);
    });
  };
  const stop = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const { child, output } = java(
      'kafka.tools.StorageTool',
      'format',
      '-t',
      'bGlmZWxlZGdlci10ZXN0cw',
      '-c',
      settings,
    );
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`Kafka's storage could not be made:\n${output.join('')}`);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { brokers, kill, start, stop };
}

function outsideKafka(brokers: string[]): TestKafka {
  const refuse = async () => {
    throw new Error('the brokers that KAFKA_BROKERS names are not killed by tests: unset it to run this one');
  };
  return { brokers, kill: refuse, start: refuse, stop: async () => undefined };
}

function properties(port: number, controllerPort: number, data: string): string {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names=CONTROLLER',
    `log.dirs=${data}`,
    // As production has it: who wants a topic makes it.
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'log.cleaner.enable=false',
    // A server started again is let in when the killed one counts as gone.
    'broker.session.timeout.ms=1000',
    'broker.heartbeat.interval.ms=200',
    '',
  ].join('\n');
}

async function untilItServes(brokers: string[], check: () => void): Promise<void> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin();
  const deadline = Date.now() + 60_000;
  for (;;) {
    check();
    try {
      await admin.connect();
      const { brokers: found } = await admin.describeCluster();
      if (found.length > 0) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
    await pause(100);
  }
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
