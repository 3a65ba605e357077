import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { KeyGuard } from './key-guard.js';
import { KeyService } from './key-service.js';
import { KeysController } from './keys.controller.js';

/** Keys, and the guard before everything under `/v1`. Needs a DataSource that knows `accessEntities`. */
@Module({
  controllers: [KeysController],
  providers: [KeyService, { provide: APP_GUARD, useClass: KeyGuard }],
  exports: [KeyService],
})
export class AccessModule {}
