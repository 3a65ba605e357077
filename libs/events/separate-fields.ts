import type { DeclaredField } from './declared-fields.js';
import type { PublishedData } from './fields/field.js';
import { isJsonObject } from './json.js';
import { setMember } from './set-member.js';

export interface SeparatedFields {
  /** The catalogue's fields that are not personal, normalised, in the order of declaration. */
  known: PublishedData;
  /** Personal and unknown fields; null when there are none. */
  personal: PublishedData | null;
}

/** Takes valid fields apart into what the log keeps in the open and what it keeps for erasure. */
export type Separation = (data: PublishedData) => SeparatedFields;

/** Compiles the separation for the declared fields. Optional fields that are null count as left out. */
export function compileSeparation(fields: readonly DeclaredField[]): Separation {
  const names = new Set(fields.map(({ name }) => name));
  const inner = fields.map(({ nested }) => nested && compileSeparation(nested));
  return (data) => {
    const known: PublishedData = {};
    let personal: PublishedData | null = null;
    for (let i = 0; i < fields.length; i++) {
      const { name, rule, personal: isPersonal } = fields[i];
      const value = data[name];
      if (value === undefined || value === null) continue;
      const separate = inner[i];
      if (separate) {
        const parts = separate(value as PublishedData);
        known[name] = parts.known;
        if (parts.personal !== null) {
          personal ??= {};
          personal[name] = parts.personal;
        }
      } else if (isPersonal) {
        personal ??= {};
        personal[name] = rule.normalise ? rule.normalise(value) : value;
      } else known[name] = rule.normalise ? rule.normalise(value) : value;
    }
    for (const key of Object.keys(data)) {
      if (names.has(key)) continue;
      personal ??= {};
      setMember(personal, key, data[key]);
    }
    return { known, personal };
  };
}

/** Puts together again what was taken apart; the inverse of the separation. */
export function joinFields(known: PublishedData, personal: PublishedData | undefined): PublishedData {
  const joined = { ...known };
  for (const key of Object.keys(personal ?? {})) {
    const value = personal![key];
    // Both sides hold an object only where the fields inside it were taken apart.
    const inside = Object.hasOwn(known, key) && isJsonObject(known[key]) && isJsonObject(value);
    setMember(joined, key, inside ? joinFields(known[key] as PublishedData, value) : value);
  }
  return joined;
}
