const personalFields = new WeakMap<object, Set<string>>();

/** Marks a field as personal: stored apart, encrypted by subject, gone when the customer is erased. */
export function Personal(): PropertyDecorator {
  return (target, name) => {
    const fields = personalFields.get(target.constructor) ?? new Set<string>();
    personalFields.set(target.constructor, fields.add(name as string));
  };
}

/** Whether a field of an event class is marked as personal. */
export function isPersonal(eventClass: object, name: string): boolean {
  return personalFields.get(eventClass)?.has(name) ?? false;
}
