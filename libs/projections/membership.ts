import type { DataSource } from 'typeorm';
import { type Connection, withConnection } from '../database/index.js';
import { endFrozen } from './frozen.js';
import { hold } from './hold.js';
import { giveUpAllLeases, LEASE_SECONDS, type Place, prolongLeases, sessionName } from './lease.js';
import { sayAlive, sayGone } from './living.js';
import type { Projection } from './projection.js';
import { REQUESTS_CHANNEL } from './requests.js';
import type { Checkpoint } from './share.js';

export interface MembershipOptions {
  dataSource: DataSource;
  projection: Projection;
  /** How long what is held is taken for what may be held, in milliseconds. */
  lookEvery: number;
  /** The partitions that were assigned; without it, or null, an even share. */
  assigned?: () => ReadonlySet<number> | null;
}

/** A projector among those that share a projection's partitions. Its life is that of its database session. */
export class Membership {
  private readonly looked = new Map<number, number>();
  private readonly heart: NodeJS.Timeout;

  private constructor(
    private readonly session: Connection,
    private readonly owner: string,
    private readonly options: MembershipOptions,
  ) {
    // A transaction may take longer than its leases last: they are prolonged as soon as it lets go of them.
    this.heart = setInterval(
      () => {
        withConnection(options.dataSource, async (connection) => {
          await sayAlive(connection, owner, options.projection);
          // Before what may wait: for a transaction of our own, which may wait for a frozen one.
          await endFrozen(connection);
          await prolongLeases(connection, options.projection.name, owner);
        }).catch(() => undefined);
      },
      (LEASE_SECONDS * 1000) / 3,
    );
  }

  static async join(session: Connection, options: MembershipOptions): Promise<Membership> {
    const owner = await sessionName(session);
    await sayAlive(session, owner, options.projection);
    await wakeProjectors(session);
    return new Membership(session, owner, options);
  }

  /** Brings what is held of a generation to what may be held. @returns null when it was done a moment ago */
  async hold(place: Place): Promise<Map<number, Checkpoint> | null> {
    const { projection, lookEvery, assigned } = this.options;
    if (Date.now() - (this.looked.get(place.generation) ?? 0) < lookEvery) return null;
    this.looked.set(place.generation, Date.now());
    const living = await sayAlive(this.session, this.owner, projection);
    const { held, gaveUp } = await hold(this.session, place, this.owner, {
      partitions: projection.partitions,
      living,
      assigned: assigned?.() ?? null,
    });
    if (gaveUp) await wakeProjectors(this.session);
    return held;
  }

  /** Somebody may have come, gone or given something up. */
  lookAgain(): void {
    this.looked.clear();
  }

  /** Gives up everything, so that others need not wait. */
  async leave(): Promise<void> {
    clearInterval(this.heart);
    await withConnection(this.options.dataSource, async (connection) => {
      await giveUpAllLeases(connection, this.options.projection.name, this.owner);
      await sayGone(connection, this.owner);
      await wakeProjectors(connection);
    }).catch(() => undefined);
  }
}

async function wakeProjectors(connection: Connection): Promise<void> {
  await connection.query(`notify ${REQUESTS_CHANNEL}`);
}
