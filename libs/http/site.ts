import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface SiteOptions {
  /** Holds `index.html`, and in `assets/` files whose names change with their content. It may come later. */
  folder: string;
  /** What is said in the site's place while the folder has no `index.html`: one line. */
  missing: string;
}

/** What is no page of the site: the API, and what a process says of itself. */
const RESERVED = /^\/(?:v1|health|metrics|docs)(?:\/|$)/;
const ASSETS = '/assets/';
const YEAR_SECONDS = 365 * 24 * 3600;

/** The site may load what is here, and talk to this server; no other page may hold it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves a site of one page beside the API: its files under their paths, and `index.html` at every other path that has
 * no dot and is not reserved, for the page to read. What else there is not stays a problem document.
 * A file is sent compressed when `<name>.br` or `<name>.gz` lies beside it.
 */
export async function addSite(app: NestFastifyApplication, { folder, missing }: SiteOptions): Promise<void> {
  await app.register(fastifyStatic, { serve: false, preCompressed: true, dotfiles: 'ignore', index: false });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', (request: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply) => {
      const path = `/${request.params['*']}`;
      if (RESERVED.test(path)) return reply.callNotFound();
      const isPage = !path.includes('.');
      if (isPage && !existsSync(join(folder, 'index.html'))) {
        return reply.code(503).type('text/plain; charset=utf-8').send(`${missing}\n`);
      }
      reply.header('Content-Security-Policy', POLICY).header('Vary', 'Accept-Encoding');
      if (path.startsWith(ASSETS)) {
        return reply.sendFile(path, folder, { maxAge: YEAR_SECONDS * 1000, immutable: true });
      }
      // Asked for anew each time, and answered 304 while it is the same.
      reply.header('Cache-Control', 'no-cache');
      return reply.sendFile(isPage ? '/index.html' : path, folder, { cacheControl: false });
    });
}
