import { dimensionReference, parameterReference } from '../../../libs/insights/index.js';
import { type AnswerColumn, isCellMetric, type Metric, metrics } from '../../../libs/metrics/index.js';
import { code, MADE, page, table } from './markdown.js';

const TYPES: Record<AnswerColumn['type'], string> = {
  period: 'period',
  text: 'text',
  count: 'whole number',
  money: 'decimal text',
  rate: 'number or null',
  number: 'number',
  time: 'instant',
  estimate: 'object of n, count, value, low, high',
  boolean: 'true or false',
};

const CONVENTIONS = `## What holds for all of them

- **Time.** An event counts at its \`time\`. Periods are calendar periods in the reporting time zone, written
  \`2026-11-22\`, \`2026-W47\` (ISO week), \`2026-11\`, \`2026-Q4\`, \`2026\`; each is [start, end). A day of a window is 24
  hours.
- **\`from\`, \`to\`** choose rows: periods that start in [from, to); for cohorts and lifetime value customers by first
  purchase. Earlier history always counts. Without them, from the first to the last period that has data.
- **Periods without data** inside that range are rows too, with zeros, for every group that appears.
- **\`asOf\`** is an instant, now by default. Facts after it do not exist for the answer; merges, voids, profiles,
  acquisition channels and rates stand as the log has them now. A period that is not over then is marked
  \`"complete": false\`. It may lie ahead: then what is dated ahead counts.
- **Money** is exact. Each event’s amount, once converted or multiplied, is rounded half-even to 4 decimals; sums are
  exact there. Figures are shown with 2 decimals, each rounded half-even on its own; \`precision=4\` shows what is summed.
- **Currencies** convert at the \`fx.rate\` into the reporting currency of the event’s day in the reporting time zone, else
  of the latest day before it. There are no inverse and no cross rates. What has no rate still counts as an event, is
  left out of the sums, and is listed in \`unconverted\`.
- **Rates** are numbers from 0 to 1, unrounded. A ratio whose denominator is 0 is null.
- **\`by\`** splits and **\`filter[…]\`** narrows. What is not known is \`unknown\`. Sums and counts of events add up over every
  split, distinct customers over customer dimensions only.
- **Merged** customers are one customer.
- Every answer names the metric’s version, its unit, where the definition comes from, the parameters as resolved, and the
  position up to which the log is in it. \`failed\` counts events that were set aside: with any, figures may lack them.

The same as CSV: \`?format=csv\`. The events behind a row: \`GET /v1/explain\`. Waiting for what you have just published:
\`?minPosition=<position>\`.`;

/** The pages of all metrics, by their path below `docs/`. */
export function metricPages(): Map<string, string> {
  const all = [...metrics.values()];
  const index = page(
    MADE,
    '# Metrics',
    table(
      ['metric', 'says', 'unit'],
      all.map(({ name, description, unit }) => [`[\`${name}\`](${name}.md)`, description, unit]),
    ),
    CONVENTIONS,
  );
  return new Map([
    ['metrics/README.md', index],
    ...all.map((metric): [string, string] => [`metrics/${metric.name}.md`, metricPage(metric)]),
  ]);
}

function metricPage(metric: Metric): string {
  const { name, title, version, unit, source, description, definition = '', columns } = metric;
  return page(
    MADE,
    `# ${title}`,
    description,
    definition,
    table(
      ['', ''],
      [
        ['name', `\`${name}\``],
        ['version', String(version)],
        ['unit', unit],
        ['source', source],
      ],
    ),
    'What holds for all metrics, from time to rounding, is in the [index](README.md).',
    '## Rows',
    table(
      ['column', 'type', 'meaning'],
      columns.map((column) => [`\`${column.name}\``, typeOf(column), column.description]),
    ),
    `The dimensions of \`by\` stand after \`${columns[metric.columnsBeforeGroups - 1].name}\`.`,
    '## Parameters',
    table(
      ['parameter', 'meaning', 'default'],
      parameterReference(metric).map((p) => [`\`${p.name}\``, p.description, p.standard]),
    ),
    '## Dimensions',
    table(
      ['dimension', 'of', 'meaning'],
      dimensionReference(metric).map((d) => [`\`${d.name}\``, d.of, d.description]),
    ),
    '## Example',
    code('sh', exampleRequests(metric)),
  );
}

function typeOf({ type, nullable }: AnswerColumn): string {
  return nullable ? `${TYPES[type]} or null` : TYPES[type];
}

function exampleRequests(metric: Metric): string {
  const dimension = metric.eventDimensions[0] ?? 'segment';
  const parameters = [
    'from=2025-01-01',
    'to=2026-01-01',
    ...(metric.grain ? ['grain=quarter'] : []),
    ...(metric.window === undefined ? [] : [`window=${metric.window}`]),
    ...(parameterReference(metric).some(({ name }) => name === 'by') ? [`by=${dimension}`] : []),
  ];
  const keyFields = metric.columns.filter(
    ({ name }) => isCellMetric(metric) && metric.keys.some((key) => key.name === name && !key.dimension),
  );
  const row = keyFields.map(({ name, type }) => `${name}:${type === 'period' ? '2025-01' : '0'}`).join(',');
  return [
    request(`/v1/metrics/${metric.name}?${parameters.join('&')}`),
    ...(isCellMetric(metric) ? [request(`/v1/explain?metric=${metric.name}${row && `&row=${row}`}`)] : []),
  ].join('\n');
}

function request(path: string): string {
  return `curl -H "Authorization: Bearer $KEY" 'http://127.0.0.1:3000${path}'`;
}
