import { CHANNEL_FAMILIES, type Channel } from '../events/index.js';
import { UNKNOWN } from './profile.js';

/** The family of a channel that a customer used: voice, online, social, other; unknown of an unknown one. */
export function channelFamily(channel: string): string {
  return Object.hasOwn(CHANNEL_FAMILIES, channel) ? CHANNEL_FAMILIES[channel as Channel] : UNKNOWN;
}
