import { describe, expect, it } from 'vitest';
import { brought } from '../src/token';

describe('the token of an address', () => {
  it('is in its fragment', () => {
    expect(brought('#token=abc-_123')).toBe('abc-_123');
    expect(brought('#elsewhere&token=abc')).toBe('abc');
  });

  it('may be missing', () => {
    expect(brought('')).toBeUndefined();
    expect(brought('#')).toBeUndefined();
    expect(brought('#token=')).toBeUndefined();
    expect(brought('#now')).toBeUndefined();
  });
});
