import Big from 'big.js';
import { CUSTOMER_DIMENSIONS } from '../../libs/facts/index.js';
import { isCellMetric, type Metric } from '../../libs/metrics/index.js';
import type { Json } from './run-system.js';

/** Counts and amounts that no split adds up, and why. All others do. */
const NOT_SUMS: Record<string, Record<string, string>> = {
  acquisition: { cac: 'a ratio' },
  'channel-shift': {
    volumeEffect: 'each part has a volume and shares of its own',
    mixEffect: 'each part has a volume and shares of its own',
    rateEffect: 'each part has a volume and shares of its own',
  },
  ltv: { ltvPerCustomer: 'a mean' },
  'ltv-to-cac': { ltvPerCustomer: 'a mean', cac: 'a ratio', paybackMonths: 'a time' },
  retention: { age: 'names the row', cumulativeNetPerCustomer: 'a mean' },
};

/** Counts that add up over what is known of customers, but not over what is known of events, and why. */
const DISTINCT: Record<string, Record<string, string>> = {
  'channel-mix': { customers: 'who used two channels, or asked about two topics, counts in both' },
  revenue: {
    customers: 'who bought two products counts in both',
    orders: 'an order with lines of two products counts in both',
  },
};

/** The dimensions by which a metric can be split. */
export function dimensionsThatSplit(metric: Metric): string[] {
  if (!isCellMetric(metric) && metric.split?.most === 0) return [];
  return [...CUSTOMER_DIMENSIONS, ...metric.eventDimensions];
}

/** The figures of a metric that add up over a dimension, and those whose sum over it is at least the whole. */
export function sumsThatAddUp(metric: Metric, dimension: string) {
  const sums = metric.columns
    .filter(({ type }) => type === 'count' || type === 'money' || type === 'estimate')
    .map(({ name }) => name)
    .filter((name) => NOT_SUMS[metric.name]?.[name] === undefined);
  const distinct = metric.eventDimensions.includes(dimension) ? Object.keys(DISTINCT[metric.name] ?? {}) : [];
  const exact = sums
    .filter((name) => !distinct.includes(name))
    .flatMap((name) => {
      const { estimateOf } = metric.columns.find((column) => column.name === name) ?? {};
      if (estimateOf === undefined) return [name];
      return estimateOf === 'share' ? [`${name}.n`, `${name}.count`] : [`${name}.n`];
    });
  // Families stand where channels stood: of the rows of channels there is no whole of distinct customers.
  return { exact, atLeast: dimension === 'channelFamily' ? [] : distinct };
}

/** The exceptions above, for the test that they name columns there are. */
export function exceptions(): { metric: string; column: string }[] {
  return [NOT_SUMS, DISTINCT].flatMap((of) =>
    Object.entries(of).flatMap(([metric, columns]) =>
      Object.keys(columns).map((column) => ({ metric, column })),
    ),
  );
}

/** What names a row beside the values of `by`. */
function keyOf(metric: Metric, dimension?: string): string[] {
  return metric.columns
    .filter(({ name, type }) => type === 'period' || (type === 'text' && name !== 'group') || name === 'age')
    .map(({ name }) => name)
    .filter((name) => !(dimension === 'channelFamily' && name === 'channel'));
}

/** The figures summed over all rows of one name, in ten-thousandths. */
export function sumsOf(
  metric: Metric,
  dimension: string,
  figures: readonly string[],
  rows: readonly Json[],
): Map<string, Record<string, bigint>> {
  const sums = new Map<string, Record<string, bigint>>();
  for (const row of rows) {
    const name = JSON.stringify(keyOf(metric, dimension).map((column) => row[column]));
    const known = sums.get(name) ?? Object.fromEntries(figures.map((figure) => [figure, 0n]));
    sums.set(name, known);
    for (const figure of figures) {
      const [column, part] = figure.split('.');
      known[figure] += units(part === undefined ? row[column] : row[column][part]);
    }
  }
  return sums;
}

/** A count or an amount in ten-thousandths. @throws SyntaxError for what is neither */
export function units(value: string | number): bigint {
  const [whole, decimals = ''] = String(value).split('.');
  return BigInt(whole + decimals.padEnd(4, '0'));
}

/** Months in which there are contacts: without them it would be the last ones before now. */
const SHIFT = { before: '2024-01..2024-06', after: '2025-07..2025-12' };

/** A question to a metric that is its default one, where that finds data. */
export function wholeQuestion(metric: string): Record<string, string> {
  return metric === 'channel-shift' ? SHIFT : {};
}

/** Questions narrow enough that all events behind a row can be read. */
const NARROW: Record<string, Record<string, string>> = {
  acquisition: {},
  engagement: {},
  impact: { from: '2024-06-01', to: '2024-06-15' },
  ltv: { from: '2024-06-01', to: '2024-06-03' },
  'ltv-to-cac': { from: '2024-06-01', to: '2024-06-02' },
};

export function narrowQuestion(metric: string): Record<string, string> {
  const narrow = NARROW[metric] ?? { 'filter[country]': 'SE', 'filter[generation]': 'older' };
  return { ...wholeQuestion(metric), ...narrow };
}

/** Of rows the one with most figures above 0; of those the one that counts least. */
export function rowToExplain(metric: Metric, rows: readonly Json[]): Json {
  const figures = sumsThatAddUp(metric, 'segment').exact.filter((name) => !name.includes('.'));
  const rank = (row: Json) => {
    const values = figures.map((figure) => Number(row[figure]));
    return [-values.filter((value) => value > 0).length, values.reduce((a, b) => a + b, 0)];
  };
  return [...rows].sort((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1])[0];
}

/** What names a row where it is not all that is no figure. */
const NAMED_BY: Record<string, string[]> = {
  'at-stake': ['customer', 'complaintId'],
  impact: ['answered'],
};

/** The parameters that name a row to explain. */
export function rowName(metric: Metric, row: Json): Record<string, string> {
  const named = NAMED_BY[metric.name] ?? keyOf(metric);
  return Object.fromEntries(named.map((field) => [`row[${field}]`, String(row[field])]));
}

type Figures = Record<string, unknown>;

const perHead = (sum: Json, count: number) =>
  count === 0 ? null : new Big(sum).div(count).round(4, Big.roundHalfEven).toFixed(4);

/** Figures of a row that are made of the sums of its events, beside those that bear a sum's name. */
const MADE_OF: Record<string, (sums: Json, row: Json) => Figures> = {
  ces: (sums) => ({
    responseRate: sums.answeredInvitations / sums.invited,
    easyShare: sums.easy / sums.responses,
  }),
  churn: ({ newCustomers }) => ({ new: newCustomers }),
  csat: (sums) => ({ responseRate: sums.answeredInvitations / sums.invited }),
  impact: (sums, row) => ({
    stoppedBuying: { ...row.stoppedBuying, n: sums.hadBought, count: sums.stoppedBuying },
    ...Object.fromEntries(
      ['complainedAgain', 'satisfied', 'positiveReview', 'recommended'].map((outcome) => [
        outcome,
        { ...row[outcome], n: sums.customers, count: sums[outcome] },
      ]),
    ),
    ...Object.fromEntries(
      ['netBefore', 'netAfter', 'costToServe'].map((outcome) => [
        outcome,
        { ...row[outcome], n: sums.customers, value: perHead(sums[outcome], sums.customers) },
      ]),
    ),
  }),
  lifecycle: (sums) => ({
    new: sums.newCustomers,
    returning: sums.returningCustomers,
    reactivated: sums.reactivatedCustomers,
    dormant: sums.dormantCustomers,
    active: sums.newCustomers + sums.returningCustomers + sums.reactivatedCustomers,
  }),
  ltv: (sums) => ({ ltv: new Big(sums.contribution).minus(sums.costToServe).toFixed(4) }),
  'ltv-to-cac': (sums) => ({
    ltvPerCustomer: perHead(new Big(sums.contribution).minus(sums.costToServe), sums.customers),
    cac: perHead(sums.spend, sums.customers),
  }),
  nps: (sums) => ({ responseRate: sums.answeredInvitations / sums.invited }),
  service: (sums) => ({
    answeredRate: sums.answered / sums.opened,
    within30Minutes: sums.within30Minutes / sums.opened,
    within1Hour: sums.within1Hour / sums.opened,
    within1Day: sums.within1Day / sums.opened,
    within1Week: sums.within1Week / sums.opened,
    transfersPerContact: sums.transfers / sums.opened,
    firstContactResolution: sums.resolvedAtFirst / sums.settled,
  }),
  subscriptions: ({ newMrr, reactivatedMrr, churnedMrr }) => ({
    new: newMrr,
    reactivated: reactivatedMrr,
    churned: churnedMrr,
  }),
};

/** What the figures of a row must be, by the sums of the events behind it. */
export function figuresMadeOf(metric: Metric, sums: Json, row: Json): Figures {
  const same = metric.columns
    .filter(({ name, type }) => (type === 'count' || type === 'money') && sums[name] !== undefined)
    .map(({ name }) => [name, sums[name]]);
  return { ...Object.fromEntries(same), ...MADE_OF[metric.name]?.(sums, row) };
}
