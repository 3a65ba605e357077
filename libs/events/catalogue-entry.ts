import { compileValidation, type Validation } from './compiled-validation.js';
import { type DeclaredField, declaredFields } from './declared-fields.js';
import { eventTypeOf } from './event-type.js';
import { compileSeparation, type Separation } from './separate-fields.js';

/** Everything there is to know of one version of an event type. */
export interface CatalogueEntry {
  /** Full name, `lifeledger.purchase.completed.v1`. */
  type: string;
  /** `purchase.completed` */
  name: string;
  version: number;
  description: string;
  eventClass: new () => object;
  /** Whose id `subject` is; null for a type that has no subject. */
  subject: string | null;
  fields: readonly DeclaredField[];
  /** A valid CloudEvent as it would be published. */
  example: Record<string, unknown>;
  validate: Validation;
  separate: Separation;
}

/**
 * The catalogue's entry for an event class, with its validation compiled.
 * @throws TypeError for a class without `@EventType` or with fields that no decorator of `fields/` declares
 */
export function catalogueEntry(eventClass: new () => object): CatalogueEntry {
  const { name, version, description, subject, example } = eventTypeOf(eventClass);
  const type = `lifeledger.${name}.v${version}`;
  const fields = declaredFields(eventClass);
  return {
    type,
    name,
    version,
    description,
    eventClass,
    subject,
    fields,
    example: {
      specversion: '1.0',
      id: `${name.replace('.', '-')}-1`,
      source: example.source,
      type,
      ...(subject !== null && { subject: 'customer-1' }),
      time: '2026-03-02T10:15:00Z',
      datacontenttype: 'application/json',
      data: example.data,
    },
    validate: compileValidation(fields),
    separate: compileSeparation(fields),
  };
}
