import { describe, expect, it } from 'vitest';
import { Horizon, inWords, isCutAnew, length } from '../src/growth';

describe('a title that is still being encoded', () => {
  it('is told with what there is of it, and what is expected', () => {
    expect(length({ seconds: 12, growing: { expectedSeconds: 61 } })).toBe('12 s of 1:01 so far');
    expect(length({ seconds: 12, growing: {} })).toBe('12 s so far');
    expect(length({ seconds: 61 })).toBe('1:01');
  });

  it('plays on', () => {
    const title = { seconds: 12, growing: { expectedSeconds: 60 } };
    expect(inWords(title)).toBe('Encoded so far: 12 s of 1:00. More plays as soon as it is there.');
    expect(inWords({ seconds: 60 })).toBe('');
  });

  it('cannot be expected at a player as soon as it is encoded', () => {
    const horizon = new Horizon();
    expect(horizon.reachable(0)).toBe(Infinity);
    horizon.put(0, { seconds: 5, growing: {} });
    horizon.put(10, { seconds: 20 });
    expect(horizon.reachable(1)).toBe(5);
    expect(horizon.reachable(15)).toBe(5);
    expect(horizon.reachable(17)).toBe(20);
    horizon.clear();
    horizon.put(0, { seconds: 5 });
    expect(horizon.reachable(17)).toBe(Infinity);
  });

  it('is told apart from a title that was cut anew', () => {
    const of = (seconds: number, clips: number, more?: object) => ({ seconds, clips, ...more });
    const growing = { growing: {} };
    expect(isCutAnew(of(8, 4, growing), of(12, 6, growing))).toBe(false);
    expect(isCutAnew(of(8, 4, growing), of(12, 6))).toBe(false);
    expect(isCutAnew(of(8, 4, growing), of(3, 2, growing))).toBe(true);
    expect(isCutAnew(of(8, 4), of(8, 4))).toBe(false);
    expect(isCutAnew(of(8, 4), of(8, 3))).toBe(true);
    expect(isCutAnew(of(8, 4), of(9, 4))).toBe(true);
  });
});
