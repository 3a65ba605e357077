/** Where the server is that the variables name: at LIFELEDGER_URL, else of this machine, at PORT. */
export function serverUrl(env: NodeJS.ProcessEnv): string {
  if (env.LIFELEDGER_URL) return env.LIFELEDGER_URL;
  const host = env.HOST || '127.0.0.1';
  const everywhere = ['0.0.0.0', '::'].includes(host);
  const name = everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${env.PORT || 3000}`;
}
