import { SetMetadata } from '@nestjs/common';

/** What a key may be allowed to do. None implies another. */
export const SCOPES = ['events:write', 'metrics:read', 'customers:read', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

export const SCOPES_METADATA = 'lifeledger:scopes';

/** The scopes a route needs, all of them: `@Scopes('events:write')` on a method, or on a controller for all of its. */
export const Scopes = (...scopes: Scope[]) => SetMetadata(SCOPES_METADATA, scopes);
