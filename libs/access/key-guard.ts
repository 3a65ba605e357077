import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/index.js';
import type { Key } from './key.js';
import { KeyService } from './key-service.js';
import { SCOPES_METADATA, type Scope } from './scopes.js';

interface KeyedRequest extends FastifyRequest {
  key?: Key;
}

const REALM = 'Bearer realm="lifeledger"';
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

/**
 * Lets into `/v1` only who shows a key with the scopes of the route. A route there that names no scope is for admin:
 * what somebody forgot to open stays shut.
 */
@Injectable()
export class KeyGuard implements CanActivate {
  private readonly scopesOf = new WeakMap<object, readonly Scope[]>();

  constructor(private readonly keys: KeyService) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    if (!request.routeOptions.url?.startsWith('/v1/')) return true;
    const needed = this.scopesNeeded(context);
    const key = this.keyOf(request);
    return key instanceof Promise
      ? key.then((found) => admit(request, found, needed))
      : admit(request, key, needed);
  }

  /** Who the request says it comes from: by its key. (A session of the dashboard is another way to come by one.) */
  private keyOf(request: KeyedRequest): Key | undefined | Promise<Key | undefined> {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      throw new Problem(401, 'a key is needed: Authorization: Bearer <key>', {
        headers: { 'WWW-Authenticate': REALM },
      });
    }
    const text = BEARER.exec(authorization)?.[1];
    return text === undefined ? undefined : this.keys.recognise(text);
  }

  private scopesNeeded(context: ExecutionContext): readonly Scope[] {
    const handler = context.getHandler();
    let scopes = this.scopesOf.get(handler);
    if (!scopes) {
      scopes = (Reflect.getMetadata(SCOPES_METADATA, handler) ??
        Reflect.getMetadata(SCOPES_METADATA, context.getClass()) ?? ['admin']) as readonly Scope[];
      this.scopesOf.set(handler, scopes);
    }
    return scopes;
  }
}

function admit(request: KeyedRequest, key: Key | undefined, needed: readonly Scope[]): true {
  if (!key) {
    throw new Problem(401, 'the key is unknown or revoked', {
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
