import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Prometheus } from './prometheus.js';

/** `GET /metrics`, for Prometheus to read. */
@Controller('metrics')
export class PrometheusController {
  constructor(private readonly prometheus: Prometheus) {}

  @Get()
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('Content-Type', this.prometheus.registry.contentType);
    return this.prometheus.registry.metrics();
  }
}
