import 'reflect-metadata';
import { runService } from '../../libs/foundation/index.js';
import { projector } from './projector.js';

process.exitCode = await runService(projector);
