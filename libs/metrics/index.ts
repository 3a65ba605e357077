export { addValues } from './add-values.js';
export { MOST_ROWS, TooManyRows } from './answer-size.js';
export { metrics } from './catalogue.js';
export type {
  AnswerCell,
  AnswerColumn,
  AnswerRow,
  Cell,
  CellSink,
  ContributionQuestion,
  KeyColumn,
  MeasureColumn,
  Metric,
  Question,
} from './metric.js';
