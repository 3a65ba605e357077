/**
 * The t that a Student variable with so many degrees of freedom stays within, on either side of 0, with a
 * probability of 95 %: found by halving, with the finite series of Abramowitz, Stegun: Handbook of Mathematical
 * Functions, 26.7.3 and 26.7.4.
 */
export function student95(degrees: number): number {
  let low = 0;
  let high = 20;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return low;
}

function probabilityWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let series = 0;
  for (let power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
    series += term;
    term *= (cosine ** 2 * (power + 1)) / (power + 2);
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series;
}
