/** Most rows of an answer: bounds the memory that one question can take. */
export const MOST_ROWS = 250_000;

/** The question asks for more rows than an answer may have. */
export class TooManyRows extends Error {
  constructor(rows: number) {
    super(
      `the answer would have ${rows} rows, of at most ${MOST_ROWS}: ` +
        'ask for a coarser grain, for a narrower range by from and to, or without some of by',
    );
  }
}

/** @throws TooManyRows, before they are made */
export function checkRowCount(rows: number): void {
  if (rows > MOST_ROWS) throw new TooManyRows(rows);
}
