import { IsOneOf } from './one-of.js';

/** Each channel a customer may use, with the family it belongs to. */
export const CHANNEL_FAMILIES = {
  voice: 'voice',
  ivr: 'voice',
  email: 'online',
  chat: 'online',
  messenger: 'online',
  sms: 'online',
  social: 'social',
  web: 'online',
  app: 'online',
  'self-service': 'online',
  'in-person': 'other',
  post: 'other',
  other: 'other',
} as const;

export type Channel = keyof typeof CHANNEL_FAMILIES;
export type ChannelFamily = (typeof CHANNEL_FAMILIES)[Channel];

export const CHANNELS = Object.keys(CHANNEL_FAMILIES) as Channel[];

/** A channel a customer used. (The channels that bring customers are free text.) */
export const IsChannel = (description: string) => IsOneOf(CHANNELS, description, 'channel');
