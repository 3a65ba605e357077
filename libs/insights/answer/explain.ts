import type { Connection } from '../../database/index.js';
import { type Dimensions, loadCompany, visibleCompany, visibleHistory } from '../../facts/index.js';
import {
  addValues,
  type Cell,
  type CellMetric,
  type CellSink,
  type MeasureColumn,
  type Question,
  type RowEvents,
} from '../../metrics/index.js';
import { type Standing, tablesOf } from '../../projections/index.js';
import { type CellKey, customerDimension } from '../cell-sums.js';
import { storedHistories } from '../customer-projection.js';
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
  const zero = zerosOf((metric.explains ?? metric).measures);
  const found = new FoundEvents(zero, after, limit);
  const customers = customerBy(question);
  const groupOfCustomer = (dimensions: Dimensions) =>
    customers.map((name) => dimensions[customerDimension(name)]);
  for await (const { history } of eachHistory(connection, tablesOf(standing.generation), question.filter)) {
    if (!passes(history.dimensions, question.filter)) continue;
    const visible = visibleHistory(history, question.asOf, settings.unitCosts);
    if (!isChosen(visible.purchases[0]?.time, metric, question)) continue;
    const events = new EventsOfRow(metric, question, row, groupOfCustomer(visible.dimensions), zero);
    metric.contribute(visible, question, events);
    found.take(events.found);
  }
  if (metric.contributeCompany) {
    const tables = tablesOf(standing.generation);
    const company = visibleCompany(
      await loadCompany(connection, tables, settings, metric.companyFacts),
      question.asOf,
    );
    metric.contributeCompany(company, question, (dimensions) =>
      companySink(dimensions, question, () => {
        const events = new EventsOfRow(metric, question, row, groupOfCustomer(dimensions), zero);
        companyEvents.push(events);
        return events;
      }),
    );
    // One spend may add to the row day by day, and is one event.
    for (const events of companyEvents) found.take(events.found);
  }
  return found.explanation();
}

/** The same for a metric of histories. @param group the row’s values of its key and of the dimensions in `by` */
export async function explainHistories(
  connection: Connection,
  standing: Standing,
  { measures, key, contribute }: RowEvents,
  question: Question,
  settings: InsightSettings,
  group: readonly string[],
  { after, limit }: { after: number; limit: number },
): Promise<Explanation> {
  const zero = zerosOf(measures);
  const found = new FoundEvents(zero, after, limit);
  const tables = tablesOf(standing.generation);
  const histories = key
    ? (await storedHistories(connection, tables, [group[0]])).values()
    : eachHistory(connection, tables, question.filter);
  for await (const { history } of histories) {
    if (!passes(history.dimensions, question.filter)) continue;
    const events = new EventValues(zero);
    contribute(visibleHistory(history, question.asOf, settings.unitCosts), question, group, events);
    found.take(events.found);
  }
  return found.explanation();
}

function zerosOf(measures: readonly MeasureColumn[]): (number | bigint)[] {
  return measures.map(({ type }) => (type === 'money' ? 0n : 0));
}

/** Counts and sums the events behind a row, and keeps those of the page. */
class FoundEvents {
  private count = 0;
  private readonly sums: (number | bigint)[];
  private readonly page: Behind[] = [];

  constructor(
    zero: readonly (number | bigint)[],
    private readonly after: number,
    private readonly limit: number,
  ) {
    this.sums = zero.slice();
  }

  take(events: ReadonlyMap<number, (number | bigint)[]>): void {
    for (const [position, values] of events) {
      this.count += 1;
      addValues(this.sums, values);
      if (position <= this.after) continue;
      this.page.push({ position, values });
      if (this.page.length >= 8 * this.limit) this.keepLowest();
    }
  }

  explanation(): Explanation {
    this.keepLowest();
    return { count: this.count, sums: this.sums, page: this.page };
  }

  private keepLowest(): void {
    this.page.sort((a, b) => a.position - b.position).splice(this.limit);
  }
}

/** What each event adds to a row, by position. */
class EventValues implements Cell {
  readonly found = new Map<number, (number | bigint)[]>();

  constructor(private readonly zero: readonly (number | bigint)[]) {}

  add(measure: number, value: number | bigint, event: number): void {
    const values = this.of(event);
    // biome-ignore lint/suspicious/noExplicitAny: counts add to counts and money to money, by column
    (values[measure] as any) += value;
  }

  of(event: number): (number | bigint)[] {
    let values = this.found.get(event);
    if (!values) {
      values = this.zero.slice();
      this.found.set(event, values);
    }
    return values;
  }
}

/** Takes a person's contribution and keeps the events of one row. */
class EventsOfRow implements CellSink {
  private readonly events: EventValues;

  constructor(
    private readonly metric: CellMetric,
    private readonly question: Question,
    private readonly row: RowName,
    private readonly customerGroup: readonly string[],
    zero: readonly (number | bigint)[],
  ) {
    this.events = new EventValues(zero);
  }

  get found(): ReadonlyMap<number, (number | bigint)[]> {
    return this.events.found;
  }

  cell(key: CellKey): Cell {
    const { metric, question, events } = this;
    if (!this.isOfRow(key)) return NOWHERE;
    return metric.explains?.cellIn(events, plainKey(key, metric), question) ?? events;
  }

  unconverted(key: CellKey, _currency: string, _amount: bigint, event: number): void {
    if (this.isOfRow(key)) this.events.of(event);
  }

  changesAt(): void {}

  private isOfRow(key: CellKey): boolean {
    const { metric, question, row } = this;
    if (!isAsked(key, metric, question)) return false;
    const plain = plainKey(key, metric);
    if (!metric.inRange(plain, question)) return false;
    if (row.key.some((part, i) => part !== plain[i])) return false;
    return groupOf(key, this.customerGroup, metric, question).every((value, i) => value === row.group[i]);
  }
}

/** The columns of a key that are no dimensions. */
function plainKey(key: CellKey, { keys }: CellMetric): CellKey {
  return key.filter((_, i) => !keys[i].dimension);
}

const NOWHERE: Cell = { add: () => undefined };
