import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BodyBudget } from './body-budget.js';
import { IdentityConflicts } from './identity-conflicts.js';
import { IntakeMetrics } from './intake-metrics.js';
import { PublishController } from './publish.controller.js';
import { PublishEventsHandler } from './publish-events.handler.js';
import { QuarantineController } from './quarantine/quarantine.controller.js';
import { Quarantine } from './quarantine/quarantine.js';

/**
 * The write side over HTTP. Needs HttpModule and AccessModule beside it, and from the application a DataSource that
 * knows `intakeEntities`, EVENT_STORE and CONFIGURATION, given out globally.
 */
@Module({
  imports: [CqrsModule],
  controllers: [PublishController, QuarantineController],
  providers: [BodyBudget, IdentityConflicts, IntakeMetrics, PublishEventsHandler, Quarantine],
})
export class IntakeModule {}
