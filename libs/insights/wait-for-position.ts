import type { DataSource } from 'typeorm';
import { Notifications } from '../database/index.js';
import { unavailable } from '../http/index.js';
import { PROJECTIONS_CHANNEL } from '../projections/index.js';
import { NotReady, snapshot } from './answer/answer.js';

/** How long a lost notification can delay a waiting answer, in milliseconds. */
const LOOK_AGAIN = 100;

/** Below every position, 0 of the empty log included: there are no tables to answer from. */
const NOTHING_YET = -1;

/** Lets an answer wait until it includes the log up to a position. */
export class PositionWaits {
  private readonly notifications: Notifications;

  constructor(private readonly dataSource: DataSource) {
    this.notifications = new Notifications((dataSource.options as { url: string }).url, PROJECTIONS_CHANNEL);
  }

  /** @throws Problem 503 with `Retry-After` when the position has not been reached after so many milliseconds */
  async until(position: number, milliseconds: number): Promise<void> {
    const end = Date.now() + milliseconds;
    for (;;) {
      const moved = this.notifications.next(Math.max(1, Math.min(LOOK_AGAIN, end - Date.now())));
      const reached = await snapshot(this.dataSource, async (_, now) => now.position).catch((error) => {
        if (error instanceof NotReady) return NOTHING_YET;
        throw error;
      });
      if (reached >= position) return;
      if (Date.now() >= end) {
        throw unavailable(
          reached === NOTHING_YET
            ? 'the projections are being started'
            : `the answers include the log up to position ${reached}, not yet up to ${position}`,
        );
      }
      await moved;
    }
  }

  stop(): Promise<void> {
    return this.notifications.stop();
  }
}
