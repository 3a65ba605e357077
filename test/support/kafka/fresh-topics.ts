import { randomBytes } from 'node:crypto';

/** Topics and a consumer group that nobody has used, so that tests on one broker do not meet. */
export function freshTopics() {
  const mark = randomBytes(4).toString('hex');
  const topics = { inbound: `inbound-${mark}`, deadLetter: `dead-letter-${mark}`, events: `events-${mark}` };
  return { topics, group: `intake-${mark}` };
}
