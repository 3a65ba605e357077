import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Scopes } from '../../access/index.js';
import { Problem } from '../../http/index.js';
import {
  type ProjectionStatus,
  projectionStatus,
  requestRebuild,
  requestRetry,
} from '../../projections/index.js';
import { CUSTOMERS_PROJECTION } from '../customer-projection.js';
import { Insights } from '../insights.js';

const NAMES = [CUSTOMERS_PROJECTION];

/** `/v1/projections`: how far each read model has come, and asking for it to be built anew. */
@Controller('v1/projections')
export class ProjectionsController {
  constructor(private readonly insights: Insights) {}

  @Get()
  @Scopes('metrics:read')
  all(): Promise<ProjectionStatus[]> {
    return Promise.all(NAMES.map((name) => this.status(name)));
  }

  @Get(':name')
  @Scopes('metrics:read')
  one(@Param('name') name: string): Promise<ProjectionStatus> {
    return this.status(known(name));
  }

  @Post(':name/rebuild')
  @HttpCode(202)
  @Scopes('admin')
  async rebuild(@Param('name') name: string): Promise<ProjectionStatus> {
    if (!(await requestRebuild(this.insights.dataSource, known(name)))) throw notStarted();
    return this.status(name);
  }

  /** Tries the events again that were set aside. */
  @Post(':name/retry')
  @HttpCode(202)
  @Scopes('admin')
  async retry(@Param('name') name: string): Promise<ProjectionStatus> {
    await requestRetry(this.insights.dataSource, known(name));
    return this.status(name);
  }

  private status(name: string): Promise<ProjectionStatus> {
    return projectionStatus(this.insights.dataSource, this.insights.store, name);
  }
}

function known(name: string): string {
  if (!NAMES.includes(name))
    throw new Problem(404, `there is no projection "${name}"; there are ${NAMES.join(', ')}`);
  return name;
}

function notStarted(): Problem {
  return new Problem(503, 'no projector has started yet', { headers: { 'Retry-After': '1' } });
}
