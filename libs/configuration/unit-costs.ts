import { CHANNELS, type Channel } from './channels.js';

/**
 * Reads `UNIT_COSTS`: `voice=4.50,chat=1.20`, amounts in the reporting currency as events have them (at most 15 digits
 * and 4 decimals).
 * @returns the amounts as written; undefined where the text is something else
 */
export function readUnitCosts(text: string): Partial<Record<Channel, string>> | undefined {
  const costs: Partial<Record<Channel, string>> = {};
  for (const pair of text.split(',')) {
    const [, channel, amount] = /^([a-z-]+)=(\d{1,15}(?:\.\d{1,4})?)$/.exec(pair.trim()) ?? [];
    if (!isChannel(channel) || channel in costs) return undefined;
    costs[channel] = amount;
  }
  return costs;
}

function isChannel(name: string | undefined): name is Channel {
  return (CHANNELS as readonly (string | undefined)[]).includes(name);
}
