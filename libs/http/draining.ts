import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Says that the process is about to stop: requests that run are finished, new ones are turned away, and what
 * would go on for long (a stream of events) watches the signal and comes to an end.
 */
@Injectable()
export class Draining implements OnModuleDestroy {
  private readonly controller = new AbortController();
  readonly signal = this.controller.signal;

  onModuleDestroy(): void {
    this.controller.abort();
  }
}
