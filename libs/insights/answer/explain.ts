import type { Connection } from '../../database/index.js';
import { type Dimensions, loadCompany, visibleCompany, visibleHistory } from '../../facts/index.js';
import { addValues, type Cell, type CellMetric, type CellSink, type Question } from '../../metrics/index.js';
import { type Standing, tablesOf } from '../../projections/index.js';
import { type CellKey, customerDimension } from '../cell-sums.js';
import { eachHistory } from '../each-history.js';
import type { InsightSettings } from '../settings.js';
import { companySink, isChosen } from './collect.js';
import { customerBy, groupOf, isAsked, passes } from './raw-cells.js';

/** Which row is to be explained: its key, and its values of the dimensions in `by`. */
export interface RowName {
  key: readonly (number | string)[];
  group: readonly string[];
}

/** An event behind a row and what it adds to each of the metric's measures. */
export interface Behind {
  position: number;
  values: (number | bigint)[];
}

export interface Explanation {
  /** Number of events behind the row. */
  count: number;
  /** What they add up to, by measure. */
  sums: (number | bigint)[];
  /** The next of them by position. */
  page: Behind[];
}

/** Finds the events behind a row by the same function that made it. */
export async function explain(
  connection: Connection,
  standing: Standing,
  metric: CellMetric,
  question: Question,
  settings: InsightSettings,
  row: RowName,
  { after, limit }: { after: number; limit: number },
): Promise<Explanation> {
  const companyEvents: EventsOfRow[] = [];
  const zero = metric.measures.map(({ type }) => (type === 'money' ? 0n : 0));
  const found: Explanation = { count: 0, sums: zero.slice(), page: [] };
  const keepLowest = () => {
    found.page.sort((a, b) => a.position - b.position).splice(limit);
  };
  const customers = customerBy(question);
  const groupOfCustomer = (dimensions: Dimensions) =>
    customers.map((name) => dimensions[customerDimension(name)]);
  const take = (events: EventsOfRow) => {
    for (const [position, values] of events.found) {
      found.count += 1;
      addValues(found.sums, values);
      if (position <= after) continue;
      found.page.push({ position, values });
      if (found.page.length >= 8 * limit) keepLowest();
    }
  };
  for await (const { history } of eachHistory(connection, tablesOf(standing.generation), question.filter)) {
    if (!passes(history.dimensions, question.filter)) continue;
    const visible = visibleHistory(history, question.asOf, settings.unitCosts);
    if (!isChosen(visible.purchases[0]?.time, metric, question)) continue;
    const events = new EventsOfRow(metric, question, row, groupOfCustomer(visible.dimensions), zero);
    metric.contribute(visible, question, events);
    take(events);
  }
  if (metric.contributeCompany) {
    const tables = tablesOf(standing.generation);
    const company = visibleCompany(await loadCompany(connection, tables, settings), question.asOf);
    metric.contributeCompany(company, question, (dimensions) =>
      companySink(dimensions, question, () => {
        const events = new EventsOfRow(metric, question, row, groupOfCustomer(dimensions), zero);
        companyEvents.push(events);
        return events;
      }),
    );
    // One spend may add to the row day by day, and is one event.
    for (const events of companyEvents) take(events);
  }
  keepLowest();
  return found;
}

/** Takes a person's contribution and keeps the events of one row. */
class EventsOfRow implements CellSink {
  readonly found = new Map<number, (number | bigint)[]>();

  constructor(
    private readonly metric: CellMetric,
    private readonly question: Question,
    private readonly row: RowName,
    private readonly customerGroup: readonly string[],
    private readonly zero: readonly (number | bigint)[],
  ) {}

  cell(key: CellKey): Cell {
    return this.isOfRow(key) ? { add: (measure, value, event) => this.add(measure, value, event) } : NOWHERE;
  }

  unconverted(key: CellKey, _currency: string, _amount: bigint, event: number): void {
    if (this.isOfRow(key)) this.valuesOf(event);
  }

  changesAt(): void {}

  private isOfRow(key: CellKey): boolean {
    const { metric, question, row } = this;
    if (!isAsked(key, metric, question)) return false;
    const plain = key.filter((_, i) => !metric.keys[i].dimension);
    if (!metric.inRange(plain, question)) return false;
    if (row.key.some((part, i) => part !== plain[i])) return false;
    return groupOf(key, this.customerGroup, metric, question).every((value, i) => value === row.group[i]);
  }

  private add(measure: number, value: number | bigint, event: number): void {
    const values = this.valuesOf(event);
    // biome-ignore lint/suspicious/noExplicitAny: counts add to counts and money to money, by column
    (values[measure] as any) += value;
  }

  private valuesOf(event: number): (number | bigint)[] {
    let values = this.found.get(event);
    if (!values) {
      values = this.zero.slice();
      this.found.set(event, values);
    }
    return values;
  }
}

const NOWHERE: Cell = { add: () => undefined };
