import { expect, test } from 'vitest';
import { Standstill, type Sight } from '../src/standstill';

const MOVES: Sight = { isPaused: false, isStill: false, isEmpty: false, isAtEnd: false };
const EMPTY: Sight = { isPaused: false, isStill: true, isEmpty: true, isAtEnd: false };
const SLOW: Sight = { isPaused: false, isStill: true, isEmpty: false, isAtEnd: false };
const PAUSED: Sight = { ...EMPTY, isPaused: true };
const NO_MORE: Sight = { isPaused: false, isStill: true, isEmpty: true, isAtEnd: true };

function after(...sights: Sight[]): Standstill {
  const standstill = new Standstill();
  sights.forEach((sight) => {
    standstill.put(sight);
  });
  return standstill;
}

test.each([
  ['an empty buffer', EMPTY, 'data', 1, 1],
  ['a slow decoder', SLOW, 'decoder', 1, 0],
  ['the end of what there is', NO_MORE, 'end', 0, 0],
] as const)('%s is told apart', (_, sight, cause, stalls, starvations) => {
  expect(after(MOVES, sight)).toMatchObject({ cause, stalls, starvations });
});

test('a standstill counts once, with the cause that it began with', () => {
  expect(after(EMPTY, EMPTY, SLOW)).toMatchObject({ cause: 'data', stalls: 1, starvations: 1 });
  expect(after(NO_MORE, EMPTY)).toMatchObject({ cause: 'end', stalls: 0 });
  expect(after(EMPTY, MOVES, SLOW, MOVES)).toMatchObject({ cause: undefined, stalls: 2, starvations: 1 });
});

test('a stall that is paused is the same one if it goes on, and no stall meanwhile', () => {
  expect(after(EMPTY, PAUSED)).toMatchObject({ cause: undefined, stalls: 1 });
  expect(after(EMPTY, PAUSED, SLOW)).toMatchObject({ cause: 'data', stalls: 1, starvations: 1 });
  expect(after(EMPTY, PAUSED, MOVES, EMPTY)).toMatchObject({ stalls: 2 });
});
