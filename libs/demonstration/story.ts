import { monthOf } from './months.js';

/** How soon the first answer comes; the classes of `impact`'s factor `response`. */
export type Response = '≤30m' | '≤1h' | '≤1d' | '<1w' | '≥1w';

/** What happens to a customer around a complaint in a social channel, as it is planned. */
export interface Story {
  /** When the complaint is opened, in milliseconds since the epoch. */
  at: number;
  /** Null for never. */
  response: Response | null;
  satisfied: boolean;
  positive: boolean;
  recommended: boolean;
  complainedAgain: boolean;
  stopped: boolean;
}

/** Months before and after that of the complaint in which nothing else may happen that its outcomes would count. */
const QUIET_BEFORE = 1;
export const QUIET_AFTER = 3;

/** Whether a month belongs to a story, so that ordinary life is to keep out of it. */
export function inStory(story: Story | null, month: number): boolean {
  if (!story) return false;
  const distance = month - monthOf(story.at);
  return distance >= -QUIET_BEFORE && distance <= QUIET_AFTER;
}
