import type { Message } from 'kafkajs';
import { type RecordedEvent, stringifyJson, toCloudEvent } from '../../events/index.js';

/** An event of no customer has no key; all of them lie in one partition, in their order. */
const WITHOUT_CUSTOMER = 0;

/**
 * An event of the log as it is sent: a structured CloudEvent (Kafka protocol binding 1.0.2, section 3.3), keyed by its
 * subject as published, merges not followed, with its position in a header. Personal and unknown fields and extensions
 * are never part of it.
 */
export function outboundMessage(event: RecordedEvent): Message & { value: string } {
  return {
    ...(event.subject === null ? { key: null, partition: WITHOUT_CUSTOMER } : { key: event.subject }),
    value: stringifyJson(toCloudEvent(event, { withPersonal: false })),
    headers: {
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      position: String(event.position),
    },
  };
}
