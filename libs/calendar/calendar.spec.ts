import fc from 'fast-check';
import { DateTime } from 'luxon';
import { calendar, DAY, GRAINS, type Grain, isDate, localDate, startOfDate } from './index.js';

const HOUR = DAY / 24;
const at = (iso: string) => Date.parse(iso) * 1000;
const label = (grain: Grain, zone: string, iso: string) => {
  const periods = calendar(grain, zone);
  return periods.label(periods.indexOf(at(iso)));
};

describe('labels', () => {
  it.each<[Grain, string]>([
    ['day', '2026-11-22'],
    ['week', '2026-W47'],
    ['month', '2026-11'],
    ['quarter', '2026-Q4'],
    ['year', '2026'],
  ])('%s', (grain, expected) => {
    expect(label(grain, 'UTC', '2026-11-22T10:00:00Z')).toBe(expected);
  });

  it('weeks are ISO weeks, in the year of their Thursday', () => {
    expect(label('week', 'UTC', '2026-01-01T00:00:00Z')).toBe('2026-W01'); // a Thursday
    expect(label('week', 'UTC', '2027-01-01T00:00:00Z')).toBe('2026-W53'); // a Friday
    expect(label('week', 'UTC', '2024-12-30T00:00:00Z')).toBe('2025-W01'); // a Monday
  });
});

describe('periods', () => {
  it('are [start, end)', () => {
    const months = calendar('month', 'UTC');
    const february = months.indexOfDate('2026-02-10');
    expect(months.start(february)).toBe(at('2026-02-01T00:00:00Z'));
    expect(months.indexOf(at('2026-03-01T00:00:00Z') - 1)).toBe(february);
    expect(months.indexOf(at('2026-03-01T00:00:00Z'))).toBe(february + 1);
  });

  it('are numbered without a gap, so that an age is a difference', () => {
    const months = calendar('month', 'UTC');
    expect(months.indexOfDate('2026-02-01') - months.indexOfDate('2024-11-30')).toBe(15);
    expect(calendar('day', 'UTC').indexOfDate('1970-01-01')).toBe(0);
  });

  it('lie before 1970 too', () => {
    expect(label('quarter', 'UTC', '1899-12-31T23:59:59Z')).toBe('1899-Q4');
    expect(label('day', 'UTC', '1700-01-01T00:00:00Z')).toBe('1700-01-01');
  });

  it.each(GRAINS)('reach from 1700 to 2200, no further (%s)', (grain) => {
    const periods = calendar(grain, 'Asia/Tokyo');
    expect(periods.label(periods.indexOf(startOfDate('1700-01-01', 'Asia/Tokyo')))).toMatch(
      /^1700|^1699-W53/,
    );
    const last = periods.indexOf(startOfDate('2200-12-31', 'Asia/Tokyo') + DAY - 1);
    expect(periods.label(last)).toMatch(/^2200|^2201-W01/);
    expect(periods.start(last + 1)).toBeGreaterThan(periods.start(last));
    expect(() => periods.indexOf(at('1600-01-01T00:00:00Z'))).toThrow(RangeError);
    expect(() => periods.indexOf(Number.NaN)).toThrow(RangeError);
  });

  it('are kept', () => {
    expect(calendar('week', 'Europe/Berlin')).toBe(calendar('week', 'Europe/Berlin'));
  });

  it('need a known time zone', () => {
    expect(() => calendar('day', 'Mars/Olympus')).toThrow('"Mars/Olympus" is not a time zone');
  });
});

describe('time zones', () => {
  it('Europe/Berlin: a day of 23 hours in March, of 25 in October', () => {
    const days = calendar('day', 'Europe/Berlin');
    const spring = days.indexOfDate('2026-03-29');
    const autumn = days.indexOfDate('2026-10-25');
    expect(days.start(spring)).toBe(at('2026-03-28T23:00:00Z')); // 00:00 +01:00
    expect(days.start(spring + 1) - days.start(spring)).toBe(23 * HOUR);
    expect(days.start(autumn)).toBe(at('2026-10-24T22:00:00Z')); // 00:00 +02:00
    expect(days.start(autumn + 1) - days.start(autumn)).toBe(25 * HOUR);
    expect(label('month', 'Europe/Berlin', '2026-06-30T22:00:00Z')).toBe('2026-07');
    expect(label('month', 'Europe/Berlin', '2026-06-30T21:59:59Z')).toBe('2026-06');
  });

  it('America/Sao_Paulo: 4 November 2018 began at 01:00', () => {
    const start = startOfDate('2018-11-04', 'America/Sao_Paulo');
    expect(start).toBe(at('2018-11-04T03:00:00Z')); // 00:00 −03:00 is 01:00 −02:00
    expect(localDate(start - 1, 'America/Sao_Paulo')).toBe('2018-11-03');
    expect(startOfDate('2018-11-05', 'America/Sao_Paulo') - start).toBe(23 * HOUR);
  });

  it('America/Toronto: on 30 March 1919 the clock went from 23:30 to 00:30', () => {
    expect(startOfDate('1919-03-31', 'America/Toronto')).toBe(at('1919-03-31T04:30:00Z'));
  });

  it('America/St_Johns: 7 November 2010 came twice, and counts from the second midnight', () => {
    // 00:01 −02:30 was 23:01 −03:30 of the day before
    expect(startOfDate('2010-11-07', 'America/St_Johns')).toBe(at('2010-11-07T03:30:00Z'));
    expect(localDate(at('2010-11-07T02:30:30Z'), 'America/St_Johns')).toBe('2010-11-06');
  });

  it('Pacific/Apia: 30 December 2011 did not happen', () => {
    const days = calendar('day', 'Pacific/Apia');
    const skipped = days.indexOfDate('2011-12-30');
    expect(days.start(skipped)).toBe(at('2011-12-30T10:00:00Z'));
    expect(days.start(skipped + 1)).toBe(at('2011-12-30T10:00:00Z'));
    expect(localDate(at('2011-12-30T10:00:00Z'), 'Pacific/Apia')).toBe('2011-12-31');
    expect(localDate(at('2011-12-30T10:00:00Z') - 1, 'Pacific/Apia')).toBe('2011-12-29');
  });

  it('Asia/Kathmandu: five hours and three quarters ahead', () => {
    expect(startOfDate('2026-01-01', 'Asia/Kathmandu')).toBe(at('2025-12-31T18:15:00Z'));
    expect(label('year', 'Asia/Kathmandu', '2025-12-31T18:15:00Z')).toBe('2026');
  });

  it('Europe/Berlin before 1893: 53 minutes and 28 seconds ahead', () => {
    expect(startOfDate('1850-06-01', 'Europe/Berlin')).toBe(at('1850-05-31T23:06:32Z'));
  });

  it('agree with luxon', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      'America/New_York',
      'Pacific/Auckland',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...GRAINS),
        fc.constantFrom(...zones),
        fc.integer({ min: at('1700-01-02T00:00:00Z'), max: at('2200-12-30T00:00:00Z') }),
        (grain, zone, time) => {
          const periods = calendar(grain, zone);
          const index = periods.indexOf(time);
          const local = DateTime.fromMillis(Math.floor(time / 1000), { zone });
          const formats = {
            day: 'yyyy-MM-dd',
            week: "kkkk-'W'WW",
            month: 'yyyy-MM',
            quarter: "yyyy-'Q'q",
            year: 'yyyy',
          };
          expect(periods.label(index)).toBe(local.toFormat(formats[grain]));
          expect(periods.start(index)).toBe(local.startOf(grain).toMillis() * 1000);
          expect(periods.indexOfDate(local.toISODate() ?? '')).toBe(index);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('every hour of two years falls on the date luxon gives it', () => {
    for (const zone of ['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu']) {
      for (let time = at('2017-06-01T00:30:00Z'); time < at('2019-06-01T00:00:00Z'); time += HOUR) {
        const expected = DateTime.fromMillis(time / 1000, { zone }).toISODate();
        if (localDate(time, zone) !== expected) throw new Error(`${time} in ${zone} is on ${expected}`);
      }
    }
  });
});

describe('isDate', () => {
  it.each(['2026-11-22', '2024-02-29', '1700-01-01', '2200-12-31'])('%s', (text) => {
    expect(isDate(text)).toBe(true);
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-1-1',
    '2026-11',
    '2026-11-22T00:00',
    '1699-12-31',
    '9999-12-31',
    '',
  ])('not "%s"', (text) => {
    expect(isDate(text)).toBe(false);
    expect(() => startOfDate(text, 'UTC')).toThrow(RangeError);
  });
});
