import { EventLog1763800000000 } from './1763800000000-event-log.js';
import { Keys1763800000100 } from './1763800000100-keys.js';
import { Quarantine1763800000200 } from './1763800000200-quarantine.js';
import { Projections1763800000300 } from './1763800000300-projections.js';
import { SetAsideKeys1763800000400 } from './1763800000400-set-aside-keys.js';
import { GenerationNumbers1763800000500 } from './1763800000500-generation-numbers.js';
import { AppendFunction1763800000600 } from './1763800000600-append-function.js';
import { BiSchema1763800000700 } from './1763800000700-bi-schema.js';
import { KurrentdbIndex1763800000900 } from './1763800000900-kurrentdb-index.js';
import { Sessions1763800001000 } from './1763800001000-sessions.js';
import { KafkaOut1763800001100 } from './1763800001100-kafka-out.js';
import { ConflictsByPosition1763800001200 } from './1763800001200-conflicts-by-position.js';
import { Partitions1763800001300 } from './1763800001300-partitions.js';
import { BiProblem1763800001400 } from './1763800001400-bi-problem.js';

/** In the order they run. */
export const migrations = [
  EventLog1763800000000,
  Keys1763800000100,
  Quarantine1763800000200,
  Projections1763800000300,
  SetAsideKeys1763800000400,
  GenerationNumbers1763800000500,
  AppendFunction1763800000600,
  BiSchema1763800000700,
  KurrentdbIndex1763800000900,
  Sessions1763800001000,
  KafkaOut1763800001100,
  ConflictsByPosition1763800001200,
  Partitions1763800001300,
  BiProblem1763800001400,
];
