import { IsInt, IsOptional, type ValidationError, validateSync } from 'class-validator';
import fc from 'fast-check';
import { catalogue } from './catalogue.js';
import { declaredFields } from './declared-fields.js';
import { About } from './fields/about.js';
import { IsId } from './fields/text.js';
import { isJsonObject } from './json.js';
import type { FieldError } from './ledger-event.js';

/** Values that some field accepts and others do not, and some that none does. */
const VALUES = [
  undefined,
  null,
  '',
  'a',
  'x'.repeat(201),
  'x'.repeat(501),
  '5',
  '-1',
  '1.5',
  '1.23456',
  'USD',
  'EUR',
  'DE',
  'web',
  'csat',
  'nps',
  'ces',
  'accepted',
  'positive',
  '2026-03-02',
  '2026-02-30',
  '/shop',
  'a b',
  0,
  1,
  5,
  7,
  10,
  11,
  -1,
  1.5,
  1984,
  2 ** 53,
  true,
  false,
  [],
  ['a'],
  {},
  { a: 'b' },
  { a: 5, 'x y': null },
  { contactId: 'c' },
  { contactId: 5 },
  { contactId: 'c', orderId: 'o' },
  { orderId: '', complaintId: null },
];

describe('the compiled validation', () => {
  it('accepts and rejects what class-validator does, at the same paths', () => {
    const mutated = fc.constantFrom(...catalogue).chain((entry) =>
      fc.record({
        entry: fc.constant(entry),
        changes: fc.dictionary(
          fc.constantFrom(...entry.fields.map(({ name }) => name)),
          fc.oneof({ arbitrary: fc.constantFrom(...VALUES), weight: 9 }, fc.anything()),
          { maxKeys: 4, noNullPrototype: true },
        ),
      }),
    );
    fc.assert(
      fc.property(mutated, ({ entry, changes }) => {
        const data = { ...(entry.example.data as Record<string, unknown>), ...changes };
        const errors: FieldError[] = [];
        entry.validate(data, errors);
        const paths = new Set(errors.map(({ path }) => withoutMember(path)));
        expect([...paths].sort()).toEqual(pathsOfClassValidator(entry.eventClass, data).sort());
      }),
      { numRuns: 5000 },
    );
  });

  it('says the same as class-validator', () => {
    const { eventClass, validate, example } = catalogue.find(({ name }) => name === 'purchase.completed')!;
    const data = { ...(example.data as object), amount: '-1', orderId: undefined, channel: 'phone' };
    const errors: FieldError[] = [];
    validate(data, errors);
    const expected = validateSync(Object.assign(new eventClass(), data)).flatMap(
      ({ property, constraints }) =>
        Object.values(constraints!).map((message) => ({ path: `data.${property}`, message })),
    );
    expect(errors).toHaveLength(3);
    expect(errors).toEqual(expected);
  });
});

describe('declaredFields', () => {
  it('refuses a decorator the compiled validation would pass over', () => {
    class WithOthers {
      @IsInt()
      count!: number;
    }
    class WithoutRule {
      @IsOptional()
      count?: number;
    }
    class WithTwo {
      @IsId('One.')
      @IsId('Two.')
      id!: string;
    }
    for (const eventClass of [WithOthers, WithoutRule, WithTwo]) {
      expect(() => declaredFields(eventClass)).toThrow(/must have exactly one of the decorators in fields/);
    }
  });
});

/** Members of attributes have paths of their own, which class-validator cannot give. */
function withoutMember(path: string): string {
  return path.startsWith('data.attributes') ? 'data.attributes' : path;
}

function pathsOfClassValidator(eventClass: new () => object, data: Record<string, unknown>): string[] {
  const event = Object.assign(new eventClass(), data);
  if ('about' in event && isJsonObject(event.about)) event.about = Object.assign(new About(), event.about);
  return validateSync(event).flatMap((error) => pathsOf(error, 'data'));
}

/** Where an object is wrong itself, what it holds is not looked into. */
function pathsOf({ property, constraints, children }: ValidationError, parent: string): string[] {
  const path = `${parent}.${property}`;
  return constraints ? [path] : children!.flatMap((child) => pathsOf(child, path));
}
