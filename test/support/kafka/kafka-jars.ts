import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const POM = join(process.cwd(), 'test/support/kafka/pom.xml');
const VERSION = '4.4.0';
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
/** A server jar that must be there, in a cache and in KAFKA_HOME. */
const CORE = /^kafka_2\.13-.*\.jar$/;

/**
 * The folder with the jars of Apache Kafka's server: `libs` of KAFKA_HOME where that is set, else a cache in the home
 * directory, which Maven fills the first time.
 * @throws Error of one line that says what is missing
 */
export async function kafkaJars(): Promise<string> {
  await run('java', ['-version']).catch(() => {
    throw new Error('Java is missing: the Kafka server of these tests needs a Java 17 runtime on the PATH');
  });
  const home = process.env.KAFKA_HOME;
  if (home) {
    const jars = join(home, 'libs');
    if (await isThere(jars)) return jars;
    throw new Error(
      `KAFKA_HOME is ${JSON.stringify(home)}: it must be the folder of an Apache Kafka, with libs in it`,
    );
  }
  const jars = join(homedir(), '.cache', 'lifeledger', `kafka-${VERSION}`);
  if (!(await isThere(jars))) await fetchInto(jars);
  return jars;
}

async function isThere(jars: string): Promise<boolean> {
  const files = await readdir(jars).catch(() => []);
  return files.some((file) => CORE.test(file));
}

/** All or nothing: what was fetched halfway is not found by the next run. */
async function fetchInto(jars: string): Promise<void> {
  await run('mvn', ['-version']).catch(() => {
    throw new Error(
      'Maven is missing: it fetches the Kafka server of these tests; or set KAFKA_HOME to an Apache Kafka',
    );
  });
  await mkdir(dirname(jars), { recursive: true });
  const partial = await mkdtemp(`${jars}-`);
  try {
    await run('mvn', ['-B', '-q', '-f', POM, PLUGIN, `-DoutputDirectory=${partial}`]).catch(({ stdout }) => {
      const cause = /^\[ERROR\] (.*)$/m.exec(stdout)?.[1] ?? 'Maven failed';
      throw new Error(`Apache Kafka could not be fetched from Maven Central: ${cause}`);
    });
    await rename(partial, jars).catch(async (error) => {
      if (!(await isThere(jars))) throw error; // another run was quicker
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
