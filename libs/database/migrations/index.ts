import { EventLog1763800000000 } from './1763800000000-event-log.js';
import { Keys1763800000100 } from './1763800000100-keys.js';
import { Quarantine1763800000200 } from './1763800000200-quarantine.js';
import { Projections1763800000300 } from './1763800000300-projections.js';
import { SetAsideKeys1763800000400 } from './1763800000400-set-aside-keys.js';
import { GenerationNumbers1763800000500 } from './1763800000500-generation-numbers.js';
import { AppendFunction1763800000600 } from './1763800000600-append-function.js';

/** In the order they run. */
export const migrations = [
  EventLog1763800000000,
  Keys1763800000100,
  Quarantine1763800000200,
  Projections1763800000300,
  SetAsideKeys1763800000400,
  GenerationNumbers1763800000500,
  AppendFunction1763800000600,
];
