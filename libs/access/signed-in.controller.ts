import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tokenOfCookie } from './session-cookie.js';
import { SessionService } from './session-service.js';

/**
 * Whether the browser that asks is signed in, for a page that cannot read its cookie. `/v1/session` answers 401 to who is
 * not, as all of `/v1` does, and browsers print an error for each of those.
 */
@Controller('signed-in')
export class SignedInController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  async read(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ signedIn: boolean }> {
    reply.header('Cache-Control', 'no-store');
    const token = tokenOfCookie(request.headers.cookie);
    return { signedIn: token !== undefined && (await this.sessions.find(token)) !== undefined };
  }
}
