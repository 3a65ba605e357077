import { SetMetadata } from '@nestjs/common';

/** What a key may be allowed to do. None implies another. */
export const SCOPES = ['events:write', 'metrics:read', 'customers:read', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

export const SCOPES_METADATA = 'lifeledger:scopes';

/**
 * The scopes a route needs, all of them: `@Scopes('events:write')` on a method, or on a controller for all of its.
 * `@Scopes()` is for every key, whatever its scopes.
 */
export const Scopes = (...scopes: Scope[]) => SetMetadata(SCOPES_METADATA, scopes);

export const NO_KEY_METADATA = 'lifeledger:no-key';

/** A route under `/v1` for whoever comes: `@NoKey()`. It judges for itself whom it serves. */
export const NoKey = () => SetMetadata(NO_KEY_METADATA, true);
