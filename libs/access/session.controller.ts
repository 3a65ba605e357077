import { Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { IsOptional } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { CONFIGURATION, type Configuration } from '../configuration/index.js';
import { Problem, readJsonBody } from '../http/index.js';
import type { Key } from './key.js';
import { KeyService } from './key-service.js';
import type { KeyedRequest } from './keyed-request.js';
import { otherOrigin, ownOrigin } from './own-origin.js';
import { NoKey, Scopes } from './scopes.js';
import { cookieOf, noCookie, tokenOfCookie } from './session-cookie.js';
import { type Session, SessionService } from './session-service.js';
import { IsStorableText } from './storable-text.js';
import { WrongTries } from './wrong-tries.js';

class SignInBody {
  @IsStorableText(1, 512)
  @IsOptional()
  key?: string | null;

  @IsStorableText(1, 512)
  @IsOptional()
  token?: string | null;
}

/** Who asks, and what the dashboard must know to begin. */
interface Introduction {
  keyId: string;
  /** Of the key. */
  name: string;
  scopes: readonly string[];
  /** When the session ends if it is not used until then; null for who came by a key. */
  expiresAt: Date | null;
  reportingCurrency: string;
  timeZone: string;
}

/** `/v1/session`: signing a browser in and out. */
@Controller('v1/session')
export class SessionController {
  private readonly wrongTries = new WrongTries();

  constructor(
    private readonly keys: KeyService,
    private readonly sessions: SessionService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Signs in, by a key or by the token of a link. */
  @Post()
  @NoKey()
  async signIn(
    @Req() request: KeyedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Introduction> {
    const origin = ownOrigin(request.headers);
    // No page of elsewhere may put its own session in the place of the one that is there.
    if (request.headers.origin !== undefined && !origin) throw otherOrigin();
    const begin = this.wayIn(await readJsonBody(request, SignInBody));
    const session = await this.tried(request.ip, begin);
    const before = tokenOfCookie(request.headers.cookie);
    if (before !== undefined) await this.sessions.end(before);
    reply
      .header('Set-Cookie', cookieOf(session.token, origin?.protocol === 'https:'))
      .header('Cache-Control', 'no-store');
    return this.introduction(session.key, session);
  }

  /** Who is signed in, or whose key it is. */
  @Get()
  @Scopes()
  read(@Req() request: KeyedRequest, @Res({ passthrough: true }) reply: FastifyReply): Introduction {
    reply.header('Cache-Control', 'no-store');
    return this.introduction(request.key as Key, request.session);
  }

  /** Signs out. */
  @Delete()
  @Scopes()
  @HttpCode(204)
  async signOut(
    @Req() { session, headers }: KeyedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!session) return;
    await this.sessions.end(session.token);
    reply.header('Set-Cookie', noCookie(ownOrigin(headers)?.protocol === 'https:'));
  }

  /** Makes the token of a link that signs in once, with the key that asks. */
  @Post('link')
  @Scopes()
  async makeLink(
    @Req() { session, key }: KeyedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ token: string; expiresAt: Date }> {
    // Else whoever sits down at a browser that was left open could take a session along.
    if (session) throw new Problem(403, 'a link is made with the key itself: Authorization: Bearer <key>');
    reply.header('Cache-Control', 'no-store');
    return this.sessions.makeLink(key as Key);
  }

  private wayIn({ key, token }: SignInBody): () => Promise<Session | undefined> {
    if (typeof key === 'string' && typeof token === 'string') throw eitherOr();
    if (typeof key === 'string') {
      return async () => {
        const known = await this.keys.recognise(key);
        return known && this.sessions.beginByKey(known);
      };
    }
    if (typeof token === 'string') return () => this.sessions.beginByLink(token);
    throw eitherOr();
  }

  /** @throws Problem 401 for what is not good, 429 after too many of those */
  private async tried(address: string, begin: () => Promise<Session | undefined>): Promise<Session> {
    const takeBack = this.wrongTries.begin(address);
    const session = await begin().catch((error) => {
      takeBack();
      throw error;
    });
    if (!session) {
      throw new Problem(401, 'the key is unknown or revoked, or the link was used before or is too old');
    }
    takeBack();
    return session;
  }

  private introduction({ id, name, scopes }: Key, session: Session | undefined): Introduction {
    const { reportingCurrency, reportingTimeZone } = this.configuration;
    return {
      keyId: id,
      name,
      scopes,
      expiresAt: session?.expiresAt ?? null,
      reportingCurrency,
      timeZone: reportingTimeZone,
    };
  }
}

function eitherOr(): Problem {
  return new Problem(400, 'the body is not as it must be', {
    errors: [{ path: '', message: 'must hold either key or token' }],
  });
}
