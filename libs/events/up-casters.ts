import type { PersonalFields } from './ledger-event.js';

/** The fields of an event as stored, on their way to a newer shape. */
export interface StoredShape {
  type: string;
  data: Record<string, unknown>;
  personal: PersonalFields | null;
}

/** Lifts the shape of one version to the next; gives the full type name of that next version. */
export type UpCaster = (shape: StoredShape) => StoredShape;

/** Up-casters by the full type name they lift from, `lifeledger.purchase.completed.v1`. */
export type UpCasters = ReadonlyMap<string, UpCaster>;

/**
 * The up-casters of the catalogue. None yet: every type is at its first version.
 *
 * When a type gets version 2, its class moves to version 2 and an entry here lifts what is stored as
 * version 1; what is stored is never rewritten.
 */
export const upCasters: UpCasters = new Map();

/** Lifts a stored shape, version by version, to the newest. */
export function upCast(shape: StoredShape, casters: UpCasters = upCasters): StoredShape {
  let newest = shape;
  for (let lift = casters.get(newest.type); lift !== undefined; lift = casters.get(newest.type)) {
    newest = lift(newest);
  }
  return newest;
}
