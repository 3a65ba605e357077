/** PostgreSQL gets none of our environment, which holds keys and could steer it (PG*): only what it needs. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}
