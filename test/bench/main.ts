import 'reflect-metadata';
import { availableParallelism, cpus } from 'node:os';
import { BenchServer } from './bench-server.js';
import { dashboard } from './dashboard-bench.js';
import { answers, demo, million } from './demonstration-bench.js';
import { folds } from './fold-bench.js';
import { batches, singles } from './intake-bench.js';
import { kafkaBench } from './kafka-bench.js';
import { type Figure, printed } from './measure.js';
import { memory } from './memory-bench.js';
import { retention } from './retention-bench.js';

/**
 * `npm run bench [-- batches singles folds retention memory demo answers]`: ratios against a baseline in the same run, and
 * how the demonstration data is loaded and answered. `npm run bench -- million` answers a million customers with ten million
 * events: that takes long, and is run only when it is named. With `BENCH_DATA_DIR` what it loads is kept there, for the next
 * run and for `LIFELEDGER_DATA_DIR=… npm start`. `npm run bench -- dashboard` needs Chromium; with `BENCH_URL` and `BENCH_KEY` it
 * looks at a server that runs already. `npm run bench -- kafka` needs Java and Maven, for the broker.
 */
const say = (line: string) => process.stdout.write(`${line}\n`);
const benches: Record<string, (server: BenchServer) => Promise<string[]>> = {
  batches: async (server) => show([await batches(server)]),
  singles: async (server) => show([await singles(server)]),
  folds: async (server) => show(await folds(server)),
  retention: async (server) => show(await retention(server, say)),
  memory,
  demo,
  answers: (server) => answers(server, say),
  million: (server) => million(server, say),
  dashboard: () => dashboard(say),
  kafka: (server) => kafkaBench(server, say),
};
const ONLY_WHEN_NAMED = ['million', 'dashboard', 'kafka'];

function show(figures: Figure[]): string[] {
  return figures.map(printed);
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  process.stderr.write(
    `there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`,
  );
  process.exit(2);
}
say(
  `${cpus()[0].model}, ${availableParallelism()} cores, Node.js ${process.version}; medians, each run in brackets\n`,
);
const server = await BenchServer.start(process.env.BENCH_DATA_DIR);
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (asked.length > 0 ? !asked.includes(name) : ONLY_WHEN_NAMED.includes(name)) continue;
    for (const line of await bench(server)) say(line);
    say('');
  }
} finally {
  await server.stop();
}
