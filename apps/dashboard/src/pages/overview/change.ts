/** How a figure is compared with the one before: by a share of it, or by a difference in points. */
export type ChangeKind = 'share' | 'points';

/** What a figure changed by: 0.1 is ten per cent or ten points. Null where there is nothing to compare with. */
export function changeOf(kind: ChangeKind, now: number | null, before: number | null): number | null {
  if (now === null || before === null) return null;
  if (kind === 'points') return now - before;
  return before === 0 ? null : (now - before) / Math.abs(before);
}

/** How a change is to be taken. @param wanted whether more is better */
export function changeClass(change: number | null, wanted: 'up' | 'down'): 'better' | 'worse' | undefined {
  if (!change) return undefined;
  return change > 0 === (wanted === 'up') ? 'better' : 'worse';
}
