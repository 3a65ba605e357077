import pg from 'pg';

/** Name of the application's role and of the database it owns. */
export const APPLICATION = 'lifeledger';

/** Connection URL on this machine; user, password and database need no escaping. */
export function connectionUrl(user: string, password: string, port: number, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Sees to it that the application's role exists with this password, may log in and nothing more, and owns the
 * application's database.
 * @param maintenanceUrl the superuser's, to the database `postgres`
 */
export async function provideApplicationDatabase(maintenanceUrl: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS database`,
      [APPLICATION],
    );
    // Statements that define things take no parameters; the name is a constant, the password escaped.
    await client.query(
      `${rows[0].role ? 'ALTER' : 'CREATE'} ROLE ${APPLICATION}
       LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${client.escapeLiteral(password)}`,
    );
    if (!rows[0].database) await client.query(`CREATE DATABASE ${APPLICATION} OWNER ${APPLICATION}`);
  } finally {
    await client.end();
  }
}
