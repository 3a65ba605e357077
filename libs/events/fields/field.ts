import { ValidateBy } from 'class-validator';

/** The fields of an event as published, before they are known to be right. */
export type PublishedData = Record<string, unknown>;

/**
 * What a kind of field may hold. It travels as the constraint in class-validator's metadata, so that
 * class-validator, the compiled validation and the documentation all read the same rule.
 */
export interface FieldRule {
  /** Name of the kind: `id`, `amount`, `currency` … */
  kind: string;
  /** What is allowed, to follow "must be". */
  allowed: string;
  /** JSON Schema of what is allowed, as far as a schema can say it. */
  schema: Record<string, unknown>;
  /** @param data the object the field is in, for rules that look at other fields */
  accepts(value: unknown, data: PublishedData): boolean;
  /** A message of its own for a value that is there and not accepted. */
  explain?(value: unknown, data: PublishedData): string;
  /** The members at fault inside an object that is not accepted; empty when it is the value itself. */
  wrongMembers?(value: unknown): { key: string; message: string }[];
  /** The accepted value as it is stored. */
  normalise?(value: unknown): unknown;
}

/** Declares a field by its rule. All field decorators are made with it. */
export function field(rule: FieldRule, description: string): PropertyDecorator {
  const declare = ValidateBy(
    {
      name: rule.kind,
      constraints: [rule],
      validator: {
        validate: (value, args) => rule.accepts(value, args!.object as PublishedData),
        defaultMessage: (args) => complaint(rule, args!.value, args!.object as PublishedData),
      },
    },
    { context: { description } },
  );
  return (target, name) => declare(target, name as string);
}

/** What is wrong with a value the rule does not accept; null and undefined are a field left out. */
export function complaint(rule: FieldRule, value: unknown, data: PublishedData): string {
  if (value === undefined || value === null) return `is required: ${rule.allowed}`;
  return rule.explain?.(value, data) ?? `must be ${rule.allowed}`;
}
