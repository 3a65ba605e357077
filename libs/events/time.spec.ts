import fc from 'fast-check';
import { formatTime, isCalendarDate, parseTime } from './time.js';

// 2026-03-02T10:15:00Z is 20,514 days and 36,900 seconds after the epoch: 1,772,446,500 s.
const MORNING = 1_772_446_500_000_000;

describe('parseTime', () => {
  it.each([
    ['2026-03-02T10:15:00Z', MORNING],
    ['2026-03-02t10:15:00z', MORNING],
    ['2026-03-02T10:15:00.5Z', MORNING + 500_000],
    ['2026-03-02T10:15:00.123456Z', MORNING + 123_456],
    ['2026-03-02T10:15:00.1234569999999Z', MORNING + 123_456],
    ['2026-03-02T12:15:00+02:00', MORNING],
    ['2026-03-02T04:45:00-05:30', MORNING],
    ['2026-03-02T10:15:00-00:00', MORNING],
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['1700-01-01T00:00:00Z', Date.UTC(1700, 0, 1) * 1000],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29) * 1000],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29) * 1000],
    // The leap second of the end of 2016, also told from Berlin and New York.
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1) * 1000],
    ['2017-01-01T00:59:60+01:00', Date.UTC(2017, 0, 1) * 1000],
    ['2016-12-31T18:59:60.25-05:00', Date.UTC(2017, 0, 1) * 1000 + 250_000],
  ])('reads %s', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  it.each([
    '',
    '2026-03-02',
    '2026-03-02T10:15:00',
    '2026-03-02T10:15Z',
    '2026-03-02 10:15:00Z',
    '2026-03-02T10:15:00.Z',
    '2026-03-02T10:15:00,5Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T10:60:00Z',
    '2026-03-02T10:15:60Z',
    '2026-03-02T23:59:61Z',
    '2026-02-29T10:15:00Z',
    '1900-02-29T10:15:00Z',
    '2026-04-31T10:15:00Z',
    '2026-13-01T10:15:00Z',
    '2026-00-01T10:15:00Z',
    '2026-01-00T10:15:00Z',
    '2026-03-02T10:15:00+0200',
    '2026-03-02T10:15:00+24:00',
    '2026-03-02T10:15:00+02:60',
    '2026-03-02T10:15:00Z ',
    ' 2026-03-02T10:15:00Z',
    '1699-12-31T23:59:59Z',
    '2255-01-01T00:00:00Z',
    '+2026-03-02T10:15:00Z',
    '2026-03-02T10:15:0٠Z',
  ])('does not read %j', (text) => {
    expect(parseTime(text)).toBeNull();
  });
});

describe('formatTime', () => {
  it.each([
    [MORNING, '2026-03-02T10:15:00Z'],
    [MORNING + 120_000, '2026-03-02T10:15:00.120Z'],
    [MORNING + 7, '2026-03-02T10:15:00.000007Z'],
    [-1, '1969-12-31T23:59:59.999999Z'],
  ])('writes %d as %s', (time, text) => {
    expect(formatTime(time)).toBe(text);
  });

  it('is read back as the same instant', () => {
    const instants = fc.integer({ min: Date.UTC(1700, 0, 1) * 1000, max: Date.UTC(2254, 11, 31) * 1000 });
    fc.assert(fc.property(instants, (time) => parseTime(formatTime(time)) === time));
  });
});

describe('isCalendarDate', () => {
  it.each(['2026-03-02', '2024-02-29'])('knows %s', (text) => {
    expect(isCalendarDate(text)).toBe(true);
  });
  it.each(['2026-02-29', '2026-3-2', '2026-03-02T', '2026/03/02', '20260302', '0000-01-01'])(
    'not %s',
    (text) => {
      expect(isCalendarDate(text)).toBe(false);
    },
  );
});
