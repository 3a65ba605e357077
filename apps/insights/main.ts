import 'reflect-metadata';
import { runService } from '../../libs/foundation/index.js';
import { insights } from './insights.js';

process.exitCode = await runService(insights);
