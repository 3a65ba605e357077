import { netPromoterInterval } from './index.js';

describe('netPromoterInterval', () => {
  it('is the score and 1.96 standard errors to either side', () => {
    // 40 promoters and 20 detractors of 100: score 20, variance 0.6 − 0.2² = 0.56, error √0.0056 = 0.07483315,
    // 100 × 1.959964 × 0.07483315 = 14.667028
    const bounds = netPromoterInterval(40, 20, 100);
    expect(bounds?.low).toBeCloseTo(5.332972, 5);
    expect(bounds?.high).toBeCloseTo(34.667028, 5);
  });

  it('ends where the scale ends', () => {
    // 3 promoters, 1 passive: score 75, variance 0.75 − 0.5625 = 0.1875, error 0.2165, 75 + 42.4 is beyond 100
    expect(netPromoterInterval(3, 0, 4)?.high).toBe(100);
    expect(netPromoterInterval(3, 0, 4)?.low).toBeCloseTo(75 - 42.43446, 4);
    expect(netPromoterInterval(0, 3, 4)?.low).toBe(-100);
  });

  it('is the score alone where all answered alike', () => {
    expect(netPromoterInterval(7, 0, 7)).toEqual({ low: 100, high: 100 });
    expect(netPromoterInterval(0, 0, 7)).toEqual({ low: 0, high: 0 });
  });

  it('is null without answers', () => {
    expect(netPromoterInterval(0, 0, 0)).toBeNull();
  });
});
