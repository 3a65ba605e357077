import Big from 'big.js';
import fc from 'fast-check';
import { histories, queries, settings } from '../histories.js';
import { plainCalculation, type Row } from './index.js';

const LONGEST = { day: 2, week: 8, month: 32, quarter: 93, year: 367 };
const periodsWithinTheWindow = queries('churn').filter(
  ({ window = 90, grain = 'month' }) => window >= LONGEST[grain],
);
const total = (rows: Row[], field: string) =>
  rows.reduce((sum, row) => sum.plus(String(row[field])), Big(0)).toFixed(4);

describe('over any history', () => {
  it('order of arrival does not matter', () => {
    const shuffled = histories
      // of one identity the first stored counts: that is not open to order
      .map((events) =>
        events.filter((a, i) => !events.some((b, j) => j < i && a.source === b.source && a.id === b.id)),
      )
      .chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      );
    fc.assert(
      fc.property(shuffled, settings(), ([events, otherwise], given) => {
        const a = plainCalculation(events, given);
        const b = plainCalculation(otherwise, given);
        expect(b.revenue({ precision: 4 })).toEqual(a.revenue({ precision: 4 }));
        expect(b.ltv({ by: ['segment'] })).toEqual(a.ltv({ by: ['segment'] }));
        expect(b.retention({ grain: 'quarter' })).toEqual(a.retention({ grain: 'quarter' }));
      }),
    );
  });

  it('money adds up: periods, groups, cohorts and lifetimes come to one net', () => {
    fc.assert(
      fc.property(histories, settings(), (events, given) => {
        const { revenue, ltv, retention } = plainCalculation(events, given);
        const net = total(revenue({ precision: 4 }), 'net');
        expect(total(revenue({ precision: 4, by: ['product', 'country'], grain: 'week' }), 'net')).toBe(net);
        expect(total(ltv({ precision: 4 }), 'net')).toBe(net);
        expect(total(ltv({ precision: 4, by: ['acquisitionChannel'] }), 'net')).toBe(net);
        expect(total(retention({ precision: 4 }), 'net')).toBe(net);
      }),
    );
  });

  it('customers balance: while the window is at least the period, churn carries over', () => {
    fc.assert(
      fc.property(histories, settings(), periodsWithinTheWindow, (events, given, query) => {
        const rows = plainCalculation(events, given).churn({ ...query, by: [] });
        rows.slice(1).forEach((row, i) => {
          const { activeAtStart, new: fresh, wonBack, churned, complete } = rows[i] as Record<string, number>;
          if (complete) expect(activeAtStart! + fresh! + wonBack! - churned!).toBe(row.activeAtStart);
        });
      }),
    );
  });
});
