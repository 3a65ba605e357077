import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CustomersController } from './customers-api/customers.controller.js';
import { Insights } from './insights.js';
import { LogController } from './log-api/log.controller.js';
import { ExplainController } from './metrics-api/explain.controller.js';
import { MetricQueryHandler } from './metrics-api/metric-query.js';
import { MetricsController } from './metrics-api/metrics.controller.js';
import { ProjectionsController } from './projections-api/projections.controller.js';
import { QualityController } from './quality-api/quality.controller.js';

/**
 * The read side over HTTP. Needs HttpModule and AccessModule beside it, and from the application a DataSource,
 * EVENT_STORE and CONFIGURATION, given out globally.
 */
@Module({
  imports: [CqrsModule],
  controllers: [
    MetricsController,
    ExplainController,
    CustomersController,
    LogController,
    ProjectionsController,
    QualityController,
  ],
  providers: [Insights, MetricQueryHandler],
})
export class InsightsModule {}
