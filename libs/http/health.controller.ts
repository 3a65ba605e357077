import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Draining } from './draining.js';
import { Readiness } from './readiness.js';

/** Health for whoever watches the process; needs no key and tells no secrets. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly draining: Draining,
  ) {}

  /** The process answers. */
  @Get('live')
  live() {
    return { status: 'live' };
  }

  /** Every part is well: 200; else 503 with the names of those that are not. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const { ready, checks } = await this.readiness.ask();
    const takes = ready && !this.draining.signal.aborted;
    reply.code(takes ? 200 : 503).header('Cache-Control', 'no-store');
    return { status: takes ? 'ready' : 'not ready', checks };
  }
}
