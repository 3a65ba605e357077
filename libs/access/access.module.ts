import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { KeyGuard } from './key-guard.js';
import { KeyService } from './key-service.js';
import { KeysController } from './keys.controller.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session-service.js';
import { SignedInController } from './signed-in.controller.js';

/**
 * The guard before everything under `/v1`, by key or session. Needs a DataSource that knows `accessEntities`, and the
 * CONFIGURATION.
 */
@Module({
  providers: [KeyService, SessionService, { provide: APP_GUARD, useClass: KeyGuard }],
  exports: [KeyService, SessionService],
})
export class GuardModule {}

/** The guard, and over HTTP the keys and the sessions of browsers. */
@Module({
  imports: [GuardModule],
  controllers: [KeysController, SessionController, SignedInController],
  exports: [GuardModule],
})
export class AccessModule {}
