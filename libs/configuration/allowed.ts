import { IsOptional, ValidateBy } from 'class-validator';

/** Marks a variable that may be unset, and otherwise has to pass the test; `what` says in words what passes. */
export function Allowed(what: string, passes: (value: string) => boolean): PropertyDecorator {
  const validate = ValidateBy({
    name: 'allowed',
    validator: { validate: passes, defaultMessage: () => what },
  });
  return (target, property) => {
    IsOptional()(target, property);
    validate(target, property);
  };
}
