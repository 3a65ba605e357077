/** Where a contact can take place, and so what `UNIT_COSTS` may price: the channels of the event catalogue. */
export const CHANNELS = [
  'voice',
  'ivr',
  'email',
  'chat',
  'messenger',
  'sms',
  'social',
  'web',
  'app',
  'self-service',
  'in-person',
  'post',
  'other',
] as const;

export type Channel = (typeof CHANNELS)[number];
