/** The routes of the application, to tell a wrong method (405) from an unknown path (404). */
export class KnownRoutes {
  private readonly routes: { pattern: RegExp; method: string }[] = [];

  /** @param url a route's pattern, `/v1/keys/:id`; catch-all routes say nothing about methods and are left out */
  add(method: string | string[], url: string): void {
    if (url.includes('*')) return;
    const source = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
      .join('/');
    for (const each of [method].flat())
      this.routes.push({ pattern: new RegExp(`^${source}$`), method: each });
  }

  /** The methods that a path answers to, sorted; none for an unknown path. */
  methodsOf(path: string): string[] {
    const found = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(found)].sort();
  }
}
