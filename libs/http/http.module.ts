import { Global, Module } from '@nestjs/common';
import { Draining } from './draining.js';
import { HealthController } from './health.controller.js';
import { PrometheusController } from './prometheus.controller.js';
import { Prometheus } from './prometheus.js';
import { Readiness } from './readiness.js';

/** Health, Prometheus and draining, for every process that speaks HTTP. */
@Global()
@Module({
  controllers: [HealthController, PrometheusController],
  providers: [Draining, Prometheus, Readiness],
  exports: [Draining, Prometheus, Readiness],
})
export class HttpModule {}
