import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Prometheus } from '../http/index.js';
import type { Outcome } from './outcome.js';

/** What intake tells Prometheus. */
@Injectable()
export class IntakeMetrics {
  private readonly accepted;
  private readonly duplicates;
  private readonly rejected;
  private readonly refusals;
  private readonly failures;

  constructor(private readonly prometheus: Prometheus) {
    const registers = [prometheus.registry];
    const events = new Counter({
      name: 'lifeledger_intake_events_total',
      help: 'Events published, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    this.accepted = events.labels('accepted');
    this.duplicates = events.labels('duplicate');
    this.rejected = events.labels('rejected');
    this.refusals = new Counter({
      name: 'lifeledger_intake_refusals_total',
      help: 'Requests answered 503, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.failures = new Counter({
      name: 'lifeledger_intake_set_aside_failures_total',
      help: 'Times that rejected events or conflicts could not be written down; their publishers were told all the same.',
      registers,
    });
  }

  /** @param bytes how many bytes of request bodies are being worked on; asked when Prometheus asks */
  tellBodyBytes(bytes: () => number): void {
    new Gauge({
      name: 'lifeledger_intake_body_bytes',
      help: 'Bytes of request bodies being worked on.',
      registers: [this.prometheus.registry],
      collect() {
        this.set(bytes());
      },
    });
  }

  count({ accepted, duplicates, rejected }: Outcome): void {
    if (accepted > 0) this.accepted.inc(accepted);
    if (duplicates > 0) this.duplicates.inc(duplicates);
    if (rejected > 0) this.rejected.inc(rejected);
  }

  refused(reason: 'bodies' | 'store'): void {
    this.refusals.inc({ reason });
  }

  setAsideFailed(): void {
    this.failures.inc();
  }
}
