/** A text as it stands in SQL. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  // Read by either setting of standard_conforming_strings.
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** A name as it stands in SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Words of SQL's own: as names they would have to be quoted in every query. */
const RESERVED: Readonly<Record<string, string>> = { group: 'group_name', returning: 'returning_customers' };

/** `costToServe` and `ltv-to-cac` as SQL would write them: `cost_to_serve`, `ltv_to_cac`. */
export function plainName(name: string): string {
  const plain = name.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return RESERVED[plain] ?? plain;
}
