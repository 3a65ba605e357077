import type { LedgerEvent, RecordedEvent } from './ledger-event.js';
import { joinFields } from './separate-fields.js';
import { formatTime } from './time.js';

/**
 * A recorded event as it was published, with `position` and `recordedtime` added. Write it with
 * `stringifyJson`, which keeps the literal text of numbers. Published again, it is the same event.
 * @param withPersonal whether personal and unknown fields and extensions are part of it
 */
export function toCloudEvent(
  event: RecordedEvent,
  { withPersonal }: { withPersonal: boolean },
): Record<string, unknown> {
  return {
    ...published(event, withPersonal),
    position: String(event.position),
    recordedtime: formatTime(event.recordedTime),
  };
}

function published(event: LedgerEvent, withPersonal: boolean): Record<string, unknown> {
  const { source, id, type, subject, time, data, personal } = event;
  const shown = withPersonal ? personal : null;
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject !== null && { subject }),
    time: formatTime(time),
    datacontenttype: 'application/json',
    ...shown?.extensions,
    data: joinFields(data, shown?.data),
  };
}
