export { AmountsWithoutRate } from './amounts-without-rate.js';
export { countingResolution, resolvedBefore } from './cases.js';
export { channelFamily } from './channel-family.js';
export {
  type Company,
  type Post,
  type PostCount,
  type Spend,
  type VisibleCompany,
  visibleCompany,
} from './company.js';
export {
  CONTRADICTION_KINDS,
  type ContradictionKind,
  countContradictions,
  lastContradictions,
} from './contradictions.js';
export { foldFacts, followFacts, type PreparedFacts, prepareFacts } from './fold-facts.js';
export {
  type Case,
  type Expense,
  emptyHistory,
  type History,
  type Invitation,
  type Lead,
  type Mention,
  type Purchase,
  type RecurringStep,
  type Refund,
  readHistory,
  type Step,
  type SurveyAnswer,
  type Unconverted,
  writeHistory,
} from './history.js';
export { loadCompany } from './load-company.js';
export { loadHistories, membersOf, personsOf } from './load-histories.js';
export { compareEvents, compareUtf8 } from './order.js';
export { CUSTOMER_DIMENSIONS, type CustomerDimension, type Dimensions, UNKNOWN } from './profile.js';
export type { FactSettings } from './settings.js';
export { createFactTables, createFollowUpIndexes, FACT_TABLES } from './tables.js';
export { type ServiceCost, type UnitCosts, type VisibleHistory, visibleHistory } from './visible-history.js';
