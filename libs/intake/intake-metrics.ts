import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Prometheus } from '../http/index.js';
import type { Outcome } from './outcome.js';

/** What intake tells Prometheus. */
@Injectable()
export class IntakeMetrics {
  private readonly events;
  private readonly refusals;
  private readonly failures;
  /** Bytes of request bodies that are being worked on. */
  readonly bodyBytes;

  constructor({ registry }: Prometheus) {
    const registers = [registry];
    this.events = new Counter({
      name: 'lifeledger_intake_events_total',
      help: 'Events published, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
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
    this.bodyBytes = new Gauge({
      name: 'lifeledger_intake_body_bytes',
      help: 'Bytes of request bodies being worked on.',
      registers,
    });
  }

  count({ accepted, duplicates, rejected }: Outcome): void {
    if (accepted > 0) this.events.inc({ outcome: 'accepted' }, accepted);
    if (duplicates > 0) this.events.inc({ outcome: 'duplicate' }, duplicates);
    if (rejected > 0) this.events.inc({ outcome: 'rejected' }, rejected);
  }

  refused(reason: 'bodies' | 'store'): void {
    this.refusals.inc({ reason });
  }

  setAsideFailed(): void {
    this.failures.inc();
  }
}
