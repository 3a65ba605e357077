import type { Column, Estimate, Row, Value } from '../api/metrics.js';
import { type Texts, valueText } from '../texts/texts.js';
import type { Formats } from './formats.js';

/** A cell of an answer for people, by the type that the catalogue gives its column. */
export function cellText(
  value: Row[string] | undefined,
  column: Pick<Column, 'type' | 'estimateOf'>,
  formats: Formats,
  texts: Texts,
): string {
  if (value === null || value === undefined) return '–';
  switch (column.type) {
    case 'estimate': {
      const { value: of, low, high } = value as Estimate;
      const one = (part: Value) => estimateText(part, column, formats);
      return low === null ? one(of) : `${one(of)} (${one(low)} … ${one(high)})`;
    }
    case 'money':
      return formats.money(value as string);
    case 'count':
      return formats.count(value as number);
    case 'rate':
      return formats.rate(value as number);
    case 'number':
      return formats.number(value as number, 2);
    case 'period':
      return formats.period(value as string);
    case 'time':
      return formats.instant(value as string);
    default:
      return valueText(texts, value);
  }
}

/** One part of an estimate: a share, or an amount. */
export function estimateText(
  part: Value,
  { estimateOf }: Pick<Column, 'estimateOf'>,
  formats: Formats,
): string {
  return estimateOf === 'money' ? formats.money(part as string | null) : formats.rate(part as number | null);
}
