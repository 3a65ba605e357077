import { IsOptional, ValidateNested } from 'class-validator';
import { isJsonObject } from '../json.js';
import { type FieldRule, field } from './field.js';
import { nested } from './nested.js';
import { IsId } from './text.js';

/** What a survey asks about: one of these ids. */
export class About {
  @IsOptional()
  @IsId('The contact asked about.')
  contactId?: string;

  @IsOptional()
  @IsId('The complaint asked about.')
  complaintId?: string;

  @IsOptional()
  @IsId('The order asked about.')
  orderId?: string;
}

const REFERENCES = ['contactId', 'complaintId', 'orderId'];

const aboutRule: FieldRule = {
  kind: 'about',
  allowed: `an object with exactly one of ${REFERENCES.join(', ')}`,
  schema: { type: 'object' },
  accepts: (value) =>
    isJsonObject(value) && REFERENCES.filter((name) => (value[name] ?? null) !== null).length === 1,
};

/** A reference to the contact, complaint or order a survey asks about. */
export function IsAbout(description: string): PropertyDecorator {
  return (target, name) => {
    field(aboutRule, description)(target, name);
    ValidateNested()(target, name as string);
    nested(About)(target, name);
  };
}
