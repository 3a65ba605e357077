import { DAY } from '../../calendar/index.js';
import type { Metric } from '../metric.js';
import { periodInRange, rate } from '../metric-range.js';
import { periodNamed } from '../period-named.js';
import { periodRows } from '../period-rows.js';
import { CONVERTED, contribute, LEADS } from './contribution.js';

export const metric: Metric = {
  name: 'conversion',
  version: 1,
  title: 'Conversion of leads',
  description: 'How many of the leads of a period bought for the first time within the window after.',
  definition:
    'A lead counts once per customer, at the time and channel of the earliest lead.captured, when that lies before the first ' +
    'purchase. It is converted when the first purchase lies in (lead, lead + window], a day of the window being 24 hours. ' +
    'A period is complete when all its leads have had their window: its end + window ≤ asOf.',
  unit: 'customers',
  source:
    'Conversion of prospects as in D’Haen, Van den Poel: Model-supported business-to-business prospect prediction, ' +
    'Industrial Marketing Management 42(4), 2013',
  range: 'periods',
  grain: true,
  window: 90,
  eventDimensions: [],
  keys: [
    { name: 'period', type: 'integer' },
    { name: 'channel', type: 'text' },
  ],
  measures: [
    { name: 'leads', type: 'count' },
    { name: 'converted', type: 'count' },
  ],
  columns: [
    { name: 'period', type: 'period', description: 'Calendar period in which the lead was captured' },
    { name: 'channel', type: 'text', description: 'Channel that captured the lead' },
    {
      name: 'leads',
      type: 'count',
      description: 'Prospects first captured in the period, before any purchase',
    },
    { name: 'converted', type: 'count', description: 'Of those, who bought within the window' },
    { name: 'rate', type: 'rate', description: 'converted / leads' },
    {
      name: 'complete',
      type: 'boolean',
      description: 'Whether the window after the period’s end was over at asOf',
    },
  ],
  columnsBeforeGroups: 2,
  contribute,
  inRange: ([period], question) => periodInRange(period as number, question),
  rows: (cells, question) =>
    periodRows(
      cells,
      question,
      [0, 0],
      () => true,
      (values, period) => ({
        leads: values[LEADS] as number,
        converted: values[CONVERTED] as number,
        rate: rate(values[CONVERTED] as number, values[LEADS] as number),
        complete: question.calendar.start(period + 1) + question.window * DAY <= question.asOf,
      }),
      ['channel'],
    ),
  rowKey: ({ period, channel }, { calendar }) => [periodNamed(period, calendar), channel],
};
