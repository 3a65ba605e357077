import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentKey, type Key, Scopes } from '../../access/index.js';
import { metrics } from '../../metrics/index.js';
import { dimensionsOf, parametersOf } from '../answer/question.js';
import { columnsOf, csvOf } from './csv.js';
import { MetricQuery, type MetricResult } from './metric-query.js';
import { hasPersonal, withoutPersonal } from './personal-columns.js';

/** `GET /v1/metrics` and `GET /v1/metrics/<name>`. */
@Controller('v1/metrics')
@Scopes('metrics:read')
export class MetricsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  catalogue() {
    return [...metrics.values()].map((metric) => ({
      name: metric.name,
      version: metric.version,
      title: metric.title,
      description: metric.description,
      definition: metric.definition ?? '',
      unit: metric.unit,
      source: metric.source,
      parameters: parametersOf(metric),
      dimensions: dimensionsOf(metric),
      columns: metric.columns,
    }));
  }

  @Get(':name')
  async metric(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentKey() key: Key,
  ): Promise<void> {
    const result: MetricResult = await this.queries.execute(
      new MetricQuery(name, request.query as Record<string, unknown>),
    );
    const { definition, format } = result;
    const blank = hasPersonal(definition) && !key.scopes.includes('customers:read');
    const answer = blank ? withoutPersonal(result.answer, definition) : result.answer;
    // One representation, one tag.
    const representation = `${blank ? '-blank' : ''}${format === 'csv' ? '-csv' : ''}`;
    const etag = result.etag.replace(/"$/, `${representation}"`);
    reply.header('ETag', etag).header('Cache-Control', 'private, no-cache');
    if (namesTag(request.headers['if-none-match'], etag)) {
      reply.status(304).send();
    } else if (format === 'csv') {
      reply
        .header('Content-Type', 'text/csv; charset=utf-8')
        .header('Content-Disposition', `attachment; filename="${definition.name}.csv"`)
        .header('Lifeledger-Failed', String(answer.failed))
        .send(csvOf(answer.rows, columnsOf(definition, (answer.parameters.by as string[]) ?? [])));
    } else {
      reply
        .header('Content-Type', 'application/json; charset=utf-8')
        .send(blank ? JSON.stringify(answer) : result.json());
    }
  }
}

function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => [etag, `W/${etag}`, '*'].includes(tag.trim()));
}
