import 'reflect-metadata';
import { runService } from '../../libs/foundation/index.js';
import { intake } from './intake.js';

process.exitCode = await runService(intake);
