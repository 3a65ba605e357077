import { Problem } from '../http/index.js';
import type { Complaint } from './complaint.js';
import { etagOf } from './if-match.js';

/** 404 */
export function unknownComplaint(): Problem {
  return new Problem(404, 'there is no complaint of this id');
}

/**
 * 409 with the current state, when a command does not fit: because of the state, or because the complaint is not where
 * `If-Match` said. RFC 9110 leaves the status of the latter open (it MAY be 412). One answer for both lets a client do
 * the one thing there is to do, look at the state and decide anew, wherever the other agent was met.
 * @param complaint null, `state` likewise, for one that nobody opened
 */
export function doesNotFit(
  detail: string,
  complaintId: string,
  complaint: Complaint | null,
  revision: number | null,
): Problem {
  return new Problem(409, detail, {
    members: { complaintId, state: complaint?.state ?? null, revision },
    ...(revision !== null && { headers: { ETag: etagOf(revision) } }),
  });
}

/** 422: as draft-ietf-httpapi-idempotency-key-header has it. */
export function keyReused(): Problem {
  const message = 'has been used for another command, or an event of that id';
  return new Problem(422, `Idempotency-Key: ${message}`, { errors: [{ path: 'Idempotency-Key', message }] });
}
