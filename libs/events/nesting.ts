/** Whether objects and arrays nest deeper than `levels`; looks no further than that. */
export function nestsDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => nestsDeeperThan(levels - 1, member));
}
