import type { Key } from '../access/index.js';
import { isSource } from '../events/index.js';
import { badRequest, Problem } from '../http/index.js';
import { mayNotSpeakFor } from '../intake/index.js';

/** The `source` of what is done here, for keys that are not limited to others. */
export const CASE_DESK = 'lifeledger/complaints';

/**
 * The source in whose name a key acts: the one the request names, else the case desk's, else the only one it has.
 * @throws Problem 422 for what is no source, 403 for one the key may not speak for, 400 when it has several to choose from
 */
export function actingSource(key: Key, named: unknown): string {
  if (named !== undefined && named !== null) {
    if (!isSource(named)) {
      const message = 'must be a URI reference of 1 to 200 characters such as "/desk"';
      throw new Problem(422, 'the command is not valid', { errors: [{ path: 'source', message }] });
    }
    const foreign = mayNotSpeakFor(named, key);
    if (foreign) throw new Problem(403, 'this key may not act as this source', { errors: [foreign] });
    return named;
  }
  if (key.sources === null || key.sources.includes(CASE_DESK)) return CASE_DESK;
  if (key.sources.length > 1) throw badRequest('source', 'is required: one of those the key may speak for');
  return key.sources[0];
}
