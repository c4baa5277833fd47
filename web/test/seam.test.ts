import { expect, test } from 'vitest';
import { keptSeconds } from '../src/player';

function clips(...starts: number[]) {
  return { timeline: starts.map((startSeconds, clip) => ({ clip, startSeconds, seconds: 1, frames: 25, sceneCut: false })) };
}

test('where a title starts again, both sides load the same pictures anew', () => {
  expect(keptSeconds(clips(0, 3.2, 5.8), clips(0, 2, 3.2, 4.5))).toBe(3.2);
  expect(keptSeconds(clips(0, 3.2), clips(0, 5))).toBe(5);
  expect(keptSeconds(clips(0), clips(0))).toBe(0);
});
