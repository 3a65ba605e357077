const nestedClasses = new WeakMap<object, Map<string, new () => object>>();

/** Remembers which class declares the fields of an object inside an event. */
export function nested(nestedClass: new () => object): PropertyDecorator {
  return (target, name) => {
    const byName = nestedClasses.get(target.constructor) ?? new Map<string, new () => object>();
    nestedClasses.set(target.constructor, byName.set(name as string, nestedClass));
  };
}

/** The class of the object in a field; undefined for a field that holds none. */
export function nestedClassOf(eventClass: object, name: string): (new () => object) | undefined {
  return nestedClasses.get(eventClass)?.get(name);
}
