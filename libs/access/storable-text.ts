import { ValidateBy, type ValidationOptions } from 'class-validator';

const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** A text that PostgreSQL can keep: of so many characters, without U+0000 or half a character. */
export function IsStorableText(
  shortest: number,
  longest: number,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isStorableText',
      validator: {
        validate: (value) =>
          typeof value === 'string' &&
          value.length >= shortest &&
          value.length <= longest &&
          !UNSTORABLE.test(value),
        defaultMessage: () =>
          `${options?.each ? 'each must be' : 'must be'} a text of ${shortest} to ${longest} characters, without U+0000`,
      },
    },
    options,
  );
}
