import { clamp } from './index.js';

describe('clamp', () => {
  it('keeps what lies on the scale and ends where it ends', () => {
    expect(clamp({ low: 0.5, high: 7.5 }, 1, 7)).toEqual({ low: 1, high: 7 });
    expect(clamp({ low: 2, high: 3 }, 1, 7)).toEqual({ low: 2, high: 3 });
    expect(clamp({ low: 8, high: 9 }, 1, 7)).toEqual({ low: 7, high: 7 });
  });
});
