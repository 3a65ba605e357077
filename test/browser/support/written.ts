/** How figures are to be written for a reader of American English, in dollars: by the platform, from the API's values. */
export const money = (amount: string) =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(amount as `${number}`);
export const count = (value: number) => new Intl.NumberFormat('en-US').format(value);
export const percent = (value: number) =>
  new Intl.NumberFormat('en-US', {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);
export const number = (value: number, places = 2) =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: places }).format(value);
