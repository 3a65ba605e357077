import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/**
 * Makes sure that a port of 127.0.0.1 is free.
 * @param port 0: any that is free
 * @returns the port
 * @throws EmbeddedPostgresError naming the port and the variable that sets it
 */
export async function findPort(port: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return (probe.address() as AddressInfo).port;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${message})`;
    throw new EmbeddedPostgresError(
      `port ${port} on 127.0.0.1, for PostgreSQL, ${reason}; set BI_PORT to a free port`,
      { cause },
    );
  } finally {
    if (probe.listening) await new Promise((closed) => probe.close(closed));
  }
}
