import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What this process measures of itself. Rooms register theirs: `new Counter({ …, registers: [prometheus.registry] })`. */
@Injectable()
export class Prometheus {
  readonly registry = new Registry();
  private readonly durations = new Histogram({
    name: 'lifeledger_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [this.registry],
  });
  /** Of each series what it is observed by, which costs more to make than to use. */
  private readonly series = new Map<string, Histogram.Internal<string>>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param route the route's pattern, never the path, which would make a series for each customer */
  observeRequest(method: string, route: string | undefined, status: number, seconds: number): void {
    const name = `${method} ${status} ${route}`;
    let series = this.series.get(name);
    if (!series) {
      series = this.durations.labels(method, route ?? 'unknown', String(status));
      this.series.set(name, series);
    }
    series.observe(seconds);
  }
}
