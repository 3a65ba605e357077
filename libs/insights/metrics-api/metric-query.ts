import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { badRequest, Problem, unavailable } from '../../http/index.js';
import { type Metric, metrics, TooManyRows } from '../../metrics/index.js';
import { type Answered, MetricAnswers, NotReady } from '../answer/answer.js';
import { type RawParameters, readQuestion } from '../answer/question.js';
import { Insights } from '../insights.js';
import { readTransport } from './transport.js';

/** A metric is asked for, with the parameters of the address. */
export class MetricQuery {
  constructor(
    readonly name: string,
    readonly parameters: RawParameters,
  ) {}
}

export interface MetricResult extends Answered {
  definition: Metric;
  format: 'json' | 'csv';
}

@QueryHandler(MetricQuery)
export class MetricQueryHandler implements IQueryHandler<MetricQuery, MetricResult> {
  private readonly answers: MetricAnswers;

  constructor(private readonly insights: Insights) {
    this.answers = new MetricAnswers(insights.dataSource, insights.settings);
  }

  /** @throws Problem 404, 400, 503 */
  async execute({ name, parameters }: MetricQuery): Promise<MetricResult> {
    const definition = metricNamed(name);
    const read = readQuestion(definition, parameters, this.insights.settings.reportingTimeZone);
    const transport = readTransport(parameters);
    const errors = [
      ...('errors' in read ? read.errors : []),
      ...('errors' in transport ? transport.errors : []),
    ];
    if ('errors' in read || 'errors' in transport) {
      throw new Problem(400, `${definition.name} cannot be asked so`, { errors });
    }
    if (transport.minPosition !== null)
      await this.insights.waits.until(transport.minPosition, transport.timeout);
    try {
      return {
        ...(await this.answers.answer(definition, read.question)),
        definition,
        format: transport.format,
      };
    } catch (error) {
      if (error instanceof NotReady) throw unavailable(error.message);
      if (error instanceof TooManyRows) {
        throw badRequest(definition.grain ? 'grain' : 'by', error.message);
      }
      throw error;
    }
  }
}

/** @throws Problem 404 that lists the metrics there are */
export function metricNamed(name: string): Metric {
  const metric = metrics.get(name);
  if (!metric)
    throw new Problem(404, `there is no metric "${name}"; there are ${[...metrics.keys()].join(', ')}`);
  return metric;
}
