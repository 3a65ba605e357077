/** `69659` as `69,659`. */
export const grouped = (number: number): string => number.toLocaleString('en-US');

/** `1 event`, `2 events`, `69,659 events`. */
export const counted = (number: number, noun: string): string =>
  `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
