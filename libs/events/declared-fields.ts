import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { FieldRule } from './fields/field.js';
import { nestedClassOf } from './fields/nested.js';
import { isPersonal } from './fields/personal.js';

/** One field of an event as its class declares it. */
export interface DeclaredField {
  name: string;
  rule: FieldRule;
  optional: boolean;
  personal: boolean;
  description: string;
  /** The fields of the object it holds; undefined for a field that is no object of its own. */
  nested?: DeclaredField[];
}

/**
 * The fields of an event class, in the order of declaration, read from class-validator's metadata.
 * @throws TypeError for a decorator this reading does not know, or a field with two rules or none
 */
export function declaredFields(eventClass: new () => object): DeclaredField[] {
  const storage = getMetadataStorage();
  const metadata = storage.getTargetValidationMetadatas(eventClass, '', false, false);
  return Object.entries(storage.groupByPropertyName(metadata)).map(([name, declarations]) => {
    const rules = declarations.filter(({ type }) => type === ValidationTypes.CUSTOM_VALIDATION);
    const optional = declarations.some(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
    const known = [
      ValidationTypes.CUSTOM_VALIDATION,
      ValidationTypes.CONDITIONAL_VALIDATION,
      ValidationTypes.NESTED_VALIDATION,
    ];
    const rule = rules[0]?.constraints?.[0] as FieldRule | undefined;
    if (rules.length !== 1 || rule?.accepts === undefined) {
      throw new TypeError(`${eventClass.name}.${name} must have exactly one of the decorators in fields/`);
    }
    if (declarations.some(({ type }) => !known.includes(type))) {
      throw new TypeError(
        `${eventClass.name}.${name} has a decorator that the compiled validation does not know`,
      );
    }
    const nestedClass = nestedClassOf(eventClass, name);
    return {
      name,
      rule,
      optional,
      personal: isPersonal(eventClass, name),
      description: (rules[0].context as { description: string }).description,
      ...(nestedClass && { nested: declaredFields(nestedClass) }),
    };
  });
}
