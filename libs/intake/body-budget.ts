import { Injectable } from '@nestjs/common';
import { unavailable } from '../http/index.js';
import { IntakeMetrics } from './intake-metrics.js';

/** Most bytes of bodies that one process works on at a time. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Bounds the memory that bodies take: what does not fit is told to come again before it is read. */
@Injectable()
export class BodyBudget {
  private bytes = 0;

  constructor(private readonly metrics: IntakeMetrics) {
    metrics.tellBodyBytes(() => this.bytes);
  }

  /** A share of the budget, to be released when the request is done. */
  share(): BodyShare {
    let held = 0;
    return {
      take: (bytes) => {
        if (this.bytes + bytes > MOST_BYTES) {
          this.metrics.refused('bodies');
          throw unavailable('more is being sent than can be worked on at once: nothing of this was accepted');
        }
        held += bytes;
        this.bytes += bytes;
      },
      release: () => {
        this.bytes -= held;
        held = 0;
      },
    };
  }
}

export interface BodyShare {
  /** @throws Problem 503 when so many bytes more are not to be had */
  take(bytes: number): void;
  release(): void;
}
