import type { Socket } from 'node:net';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem } from '../http/index.js';
import type { Key } from './key.js';
import { KeyService } from './key-service.js';
import type { KeyedRequest } from './keyed-request.js';
import { otherOrigin, ownOrigin } from './own-origin.js';
import { NO_KEY_METADATA, SCOPES_METADATA, type Scope } from './scopes.js';
import { tokenOfCookie } from './session-cookie.js';
import { SessionService } from './session-service.js';

const REALM = 'Bearer realm="lifeledger"';
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;
const READS = ['GET', 'HEAD'];

/**
 * Lets into `/v1` only who shows a key, or the session of one, with the scopes of the route. A route there that names
 * no scope is for admin: what somebody forgot to open stays shut.
 */
@Injectable()
export class KeyGuard implements CanActivate {
  private readonly scopesOf = new WeakMap<object, readonly Scope[] | null>();
  /** What each connection showed last, and whose it is: the next request on it mostly shows the same. */
  private readonly shown = new WeakMap<Socket, { authorization: string; key: Key }>();

  constructor(
    private readonly keys: KeyService,
    private readonly sessions: SessionService,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    if (!request.routeOptions.url?.startsWith('/v1/')) return true;
    const needed = this.scopesNeeded(context);
    if (needed === null) return true;
    const key = this.keyOf(request);
    return key instanceof Promise
      ? key.then((found) => admit(request, found, needed))
      : admit(request, key, needed);
  }

  /** Who the request says it comes from: by its key, else by the session of its cookie. */
  private keyOf(request: KeyedRequest): Key | undefined | Promise<Key | undefined> {
    const { authorization, cookie } = request.headers;
    if (authorization === undefined) {
      const token = tokenOfCookie(cookie);
      if (token !== undefined) return this.keyOfSession(request, token);
      throw new Problem(401, 'a key is needed: Authorization: Bearer <key>, or the cookie of a session', {
        headers: { 'WWW-Authenticate': REALM },
      });
    }
    const shown = this.shown.get(request.socket);
    if (shown?.authorization === authorization && this.keys.isCurrent(shown.key)) return shown.key;
    const text = BEARER.exec(authorization)?.[1];
    const key = text === undefined ? undefined : this.keys.recognise(text);
    if (key && !(key instanceof Promise)) this.shown.set(request.socket, { authorization, key });
    return key;
  }

  private async keyOfSession(request: KeyedRequest, token: string): Promise<Key | undefined> {
    // A browser sends the cookie along whichever page asks: what changes something must come from a page of ours.
    if (!READS.includes(request.method) && !ownOrigin(request.headers)) throw otherOrigin();
    request.session = await this.sessions.find(token);
    return request.session?.key;
  }

  /** Null for a route that is for whoever comes. */
  private scopesNeeded(context: ExecutionContext): readonly Scope[] | null {
    const handler = context.getHandler();
    let scopes = this.scopesOf.get(handler);
    if (scopes === undefined) {
      scopes = Reflect.getMetadata(NO_KEY_METADATA, handler)
        ? null
        : ((Reflect.getMetadata(SCOPES_METADATA, handler) ??
            Reflect.getMetadata(SCOPES_METADATA, context.getClass()) ?? ['admin']) as readonly Scope[]);
      this.scopesOf.set(handler, scopes);
    }
    return scopes;
  }
}

function admit(request: KeyedRequest, key: Key | undefined, needed: readonly Scope[]): true {
  if (!key) {
    throw new Problem(401, 'the key is unknown or revoked, or the session has ended', {
      headers: { 'WWW-Authenticate': `${REALM}, error="invalid_token"` },
    });
  }
  const missing = needed.filter((scope) => !key.scopes.includes(scope));
  if (missing.length > 0) {
    throw new Problem(403, `this needs a key with the scope ${missing.join(' and ')}`, {
      headers: { 'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${needed.join(' ')}"` },
    });
  }
  request.key = key;
  return true;
}

/** The key a request came with: `@CurrentKey() key: Key`. */
export const CurrentKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<KeyedRequest>().key,
);
