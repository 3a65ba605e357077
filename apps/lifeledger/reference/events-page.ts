import {
  type CatalogueEntry,
  CHANNEL_FAMILIES,
  catalogue,
  type DeclaredField,
} from '../../../libs/events/index.js';
import { code, MADE, page, table } from './markdown.js';

const ATTRIBUTES = table(
  ['attribute', 'rule'],
  [
    ['`specversion`', '`1.0`'],
    [
      '`id`',
      '1 to 200 characters, unique within `source`. `source` and `id` are the event’s identity: sent again, it is a ' +
        'duplicate, whatever its other fields (other content is answered with `conflict: true`)',
    ],
    ['`source`', 'the publishing service: a URI reference of 1 to 200 characters'],
    ['`type`', 'one of the types below, in full: `lifeledger.purchase.completed.v1`'],
    ['`subject`', 'whose id it is, 1 to 200 characters; left out where the type has none'],
    [
      '`time`',
      'when it happened in the business: RFC 3339 with offset, from the year 1700 to 24 hours ahead of the server’s ' +
        'clock. Kept to the microsecond; further digits are cut off',
    ],
    ['`datacontenttype`', '`application/json`, or left out'],
    ['`data`', 'the fields below. A field the type does not know is kept with its literal text'],
    [
      'extensions',
      '`correlationid`, `causationid` and any other: lower-case letters and digits, text, number, true or false; kept',
    ],
    ['`position`, `recordedtime`', 'given by the log; dropped on the way in'],
  ],
);

const INTRODUCTION = `# Events

Services publish [CloudEvents 1.0](https://cloudevents.io) to \`POST /v1/events\`; how is in the
[README](../README.md#publish-an-event), and in the API documentation at \`/docs\` of a running server.

## Every event

${ATTRIBUTES}

- An attribute or optional field that is \`null\` counts as left out.
- **Amounts** are decimal text such as \`"29.33"\`: not negative, up to 4 decimals, at most 15 digits before the point. A
  JSON number is taken where its literal text obeys the same rule. Leading zeros go; the other digits stay as published.
- **Currencies** are ISO 4217, those withdrawn since 1999 included. An amount without a currency is in the reporting
  currency, and is stored so.
- **Ids** are text of 1 to 200 characters.
- U+0000 and half characters (lone surrogates) are rejected wherever they are, with their path.
- Fields marked **personal**, unknown fields and extensions are stored apart from the rest. No read model holds them.

## Channels

\`channel\` of a purchase, a contact or a complaint is one of these. The channels that bring customers are free text.

${table(
  ['family', 'channels'],
  [...new Set(Object.values(CHANNEL_FAMILIES))].map((family) => [
    family,
    Object.entries(CHANNEL_FAMILIES)
      .filter(([, of]) => of === family)
      .map(([channel]) => `\`${channel}\``)
      .join(', '),
  ]),
)}

## When events disagree

The order of arrival never matters. Where several events speak of one thing, \`time\` decides; equal times are settled by
\`source\`, then \`id\`, by their UTF-8 bytes.

- **Own ids.** Of events of one type with the same own id (\`orderId\` with \`lineId\`, \`refundId\`, \`contactId\` received,
  \`complaintId\` opened …) from one source the earliest counts.
- **References.** An id in another event (\`orderId\` in a refund, \`contactId\` in an answer) means that id from the same
  source, else the earliest from any source. It counts as soon as what it refers to arrives.
- What happens to a contact or complaint belongs to the customer whose \`received\` or \`opened\` began it; a refund to its
  purchase’s customer, channel and product.
- **Merges.** Of several merges of one subject the latest counts. Chains are followed to their end. In a circle the
  latest merge is dropped.
- **Refunds** count in the order of time up to the purchase’s amount, recovered cost likewise. A refund timed before its
  purchase counts at the purchase’s time. What exceeds it, what is in another currency, and a refund without its
  purchase are not summed.
- **Life cycles.** An answer before its contact is a response time of zero. A resolution without an answer counts as the
  answer. The resolution that counts is the first one after the last reopening. A reopening of what is not resolved is not
  counted.

What of this the figures of this version use, and that \`customer.erased\` erases nothing yet, is said in
[guarantees.md](guarantees.md).`;

/** The page of the event catalogue. */
export function eventsPage(): string {
  const list = table(
    ['type', 'meaning'],
    catalogue.map(({ name, type, description }) => [`[\`${name}\`](#${anchor(type)})`, description]),
  );
  return page(MADE, INTRODUCTION, '## Types', list, ...catalogue.flatMap(typeParts));
}

function anchor(heading: string): string {
  return heading.replace(/\./g, '').toLowerCase();
}

function typeParts({ type, description, subject, fields, example }: CatalogueEntry): string[] {
  return [
    `### ${type}`,
    description,
    `\`subject\`: ${subject ?? 'none'}.`,
    table(['field', '', 'meaning', 'must be'], fieldRows(fields)),
    code('json', JSON.stringify(example, null, 2)),
  ];
}

function fieldRows(fields: readonly DeclaredField[], parent = ''): string[][] {
  return fields.flatMap(({ name, optional, personal, description, rule, nested }) => [
    [
      `\`${parent}${name}\``,
      [optional ? 'optional' : 'required', ...(personal ? ['personal'] : [])].join(', '),
      description,
      rule.allowed,
    ],
    ...fieldRows(nested ?? [], `${parent}${name}.`),
  ]);
}
