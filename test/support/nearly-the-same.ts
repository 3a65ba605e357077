/** Two ways to reckon a figure that is no sum may differ in the last digits of a float. */
const HAIR = 1e-9;

/** What was expected, with the figures found in place of those that are the same but for a hair. */
export function nearlyTheSame(expected: unknown, found: unknown): unknown {
  if (typeof expected === 'number' && typeof found === 'number') {
    return Math.abs(expected - found) <= HAIR * Math.max(1, Math.abs(expected)) && !areWhole(expected, found)
      ? found
      : expected;
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    return expected.map((each, i) => nearlyTheSame(each, found[i]));
  }
  if (isRecord(expected) && isRecord(found)) {
    return Object.fromEntries(
      Object.entries(expected).map(([name, value]) => [name, nearlyTheSame(value, found[name])]),
    );
  }
  return expected;
}

/** Counts are the same or are not. */
function areWhole(a: number, b: number): boolean {
  return Number.isInteger(a) && Number.isInteger(b);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
