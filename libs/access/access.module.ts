import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { KeyGuard } from './key-guard.js';
import { KeyService } from './key-service.js';
import { KeysController } from './keys.controller.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session-service.js';

/**
 * Keys, sessions of browsers, and the guard before everything under `/v1`. Needs a DataSource that knows
 * `accessEntities`, and the CONFIGURATION.
 */
@Module({
  controllers: [KeysController, SessionController],
  providers: [KeyService, SessionService, { provide: APP_GUARD, useClass: KeyGuard }],
  exports: [KeyService],
})
export class AccessModule {}
