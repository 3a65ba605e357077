export interface EventTypeOptions {
  /** What the event means, one sentence. */
  description: string;
  /** Whose id `subject` is; null for a type that has no subject. */
  subject: string | null;
  /** A service that would publish it, and fields it would publish: documentation, and tested to be valid. */
  example: { source: string; data: Record<string, unknown> };
}

export interface EventTypeDefinition extends EventTypeOptions {
  /** `purchase.completed` */
  name: string;
  version: number;
}

const definitions = new WeakMap<object, EventTypeDefinition>();

/** Declares a class as one version of an event type; its fields are the event's `data`. */
export function EventType(name: string, version: number, options: EventTypeOptions): ClassDecorator {
  return (eventClass) => {
    definitions.set(eventClass, { name, version, ...options });
  };
}

/**
 * What `@EventType` says of a class.
 * @throws TypeError for a class without it
 */
export function eventTypeOf(eventClass: new () => object): EventTypeDefinition {
  const definition = definitions.get(eventClass);
  if (definition === undefined) throw new TypeError(`${eventClass.name} has no @EventType`);
  return definition;
}
