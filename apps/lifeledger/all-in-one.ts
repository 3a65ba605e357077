import type { Service } from '../../libs/foundation/index.js';
import { insights } from '../insights/insights.js';
import { intake } from '../intake/intake.js';
import { projector } from '../projector/projector.js';

const SERVICES = [intake, projector, insights];

/** Every service in one process. */
export const allInOne = {
  name: 'all-in-one',
  entities: [...new Set(SERVICES.flatMap(({ entities }) => entities))],
  modules: (configuration) => [...new Set(SERVICES.flatMap(({ modules }) => modules(configuration)))],
} satisfies Service;
