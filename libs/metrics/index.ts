export { addValues } from './add-values.js';
export { MOST_ROWS, TooManyRows } from './answer-size.js';
export { metrics } from './catalogue.js';
export type {
  Condition,
  FoundReads,
  FoundRow,
  KeptAmount,
  KeptAmountsRead,
  KeptColumn,
  KeptFound,
  KeptPlan,
  KeptReads,
  KeptRow,
  KeptRowsRead,
  KeptSelection,
  KeptSums,
  KeptSumsRead,
  KeptTable,
  KeptValue,
} from './kept.js';
export type {
  AnswerCell,
  AnswerColumn,
  AnswerRow,
  AnswerValue,
  Cell,
  CellMetric,
  CellSink,
  ContributionQuestion,
  HistoryMetric,
  KeyColumn,
  MeasureColumn,
  Metric,
  MetricDescription,
  Question,
  RowEvents,
  Split,
  Sums,
  Tally,
  TallyAnswer,
  UnconvertedAmount,
  Values,
} from './metric.js';
export { isCellMetric } from './metric.js';
export { choice, type OwnParameter, wholeNumber } from './own-parameter.js';
