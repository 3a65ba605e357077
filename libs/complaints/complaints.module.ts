import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ActOnComplaintHandler } from './act-on-complaint.handler.js';
import { ComplaintStreams } from './complaint-streams.js';
import { ComplaintsController } from './complaints.controller.js';

/**
 * Complaints as a case. Needs HttpModule and AccessModule beside it, and from the application EVENT_STORE and
 * CONFIGURATION, given out globally.
 */
@Module({
  imports: [CqrsModule],
  controllers: [ComplaintsController],
  providers: [ActOnComplaintHandler, ComplaintStreams],
})
export class ComplaintsModule {}
