export { type MetricAnswer, MetricAnswers, NotReady, snapshot } from './answer/answer.js';
export { readQuestion } from './answer/question.js';
export { CUSTOMERS_PROJECTION, CustomerProjection } from './customer-projection.js';
export { Insights, insightSettings } from './insights.js';
export { InsightsModule } from './insights.module.js';
export { TOO_LARGE as KEPT_MONEY_LIMIT } from './kept-tables.js';
export {
  dimensionReference,
  type ParameterReference,
  parameterReference,
} from './metrics-api/parameter-reference.js';
export { ProjectorModule } from './projector.module.js';
export { QUALITY_KINDS } from './quality-api/kinds.js';
export { type InsightSettings, projectionVersion } from './settings.js';
