/** An amount in ten-thousandths. */
export const units = (amount: number) => BigInt(Math.round(amount * 10_000));
