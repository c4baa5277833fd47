import { expect, test } from 'vitest';
import { keptSeconds } from '../src/player';

test('where a title starts again, its first clip is requested anew, with something to play', () => {
  expect(keptSeconds(3.2, 4)).toBeCloseTo(2.7);
  // Playback does not begin with what was there.
  expect(keptSeconds(6, 4)).toBeCloseTo(3.5);
  expect(keptSeconds(2, 1.5)).toBeCloseTo(1);
});

test('of a first clip that is very short nothing stays', () => {
  expect(keptSeconds(0.3, 4)).toBe(0);
  expect(keptSeconds(0, 4)).toBe(0);
});
