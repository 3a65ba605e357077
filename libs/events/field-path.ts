/** Longer keys are cut in a path: it is there to be read. */
const LONGEST_KEY = 200;

/** The path of a member: `data.amount`, `data.attributes["a b"]`; a member of the root has the path `''`. */
export function memberPath(parent: string, key: string): string {
  if (/^[A-Za-z_$][\w$]{0,199}$/.test(key)) return parent === '' ? key : `${parent}.${key}`;
  const shown = key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY)}…` : key;
  return `${parent}[${JSON.stringify(shown)}]`;
}
