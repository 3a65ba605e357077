export { countingResolution } from './cases.js';
export { foldFacts, type PreparedFacts, prepareFacts } from './fold-facts.js';
export {
  type Complaint,
  type Contact,
  type Expense,
  type History,
  type Purchase,
  type Refund,
  readHistory,
  type Unconverted,
  writeHistory,
} from './history.js';
export { loadHistories, membersOf, personsOf } from './load-histories.js';
export { compareEvents, compareUtf8 } from './order.js';
export { CUSTOMER_DIMENSIONS, type CustomerDimension, type Dimensions, UNKNOWN } from './profile.js';
export type { FactSettings } from './settings.js';
export { createFactTables, FACT_TABLES } from './tables.js';
export { type ServiceCost, type UnitCosts, type VisibleHistory, visibleHistory } from './visible-history.js';
