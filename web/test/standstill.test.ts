import { expect, test } from 'vitest';
import { inWords, Standstill, type Awaited, type Cause, type Sight } from '../src/standstill';
import { Stillness } from '../src/stillness';

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

const AWAITED: Awaited = { pathBitsPerSecond: 120_000, bitsPerSecond: 1_200_000, bytes: 310_000, arrivedBytes: 45_200 };

test.each<[string, Cause, Awaited]>([
  ['The picture stands still: the path carries 120 kbit/s, this clip needs 1.20 Mbit/s; 45 of 310 kB are here.', 'data', AWAITED],
  ['The picture stands still: the path carries 120 kbit/s, this clip needs 1.20 Mbit/s.', 'data', { ...AWAITED, arrivedBytes: undefined }],
  ['The picture stands still: this clip needs 1.20 Mbit/s; 310 of 310 kB are here.', 'data', { ...AWAITED, pathBitsPerSecond: undefined, arrivedBytes: 400_000 }],
  ['The picture stands still: this clip needs 1.20 Mbit/s; 45 of 310 kB are here.', 'data', { ...AWAITED, pathBitsPerSecond: 2_000_000 }],
  ['The picture stands still: the next clip is not here yet.', 'data', {}],
  ['The picture stands still: the browser has the data, but decodes it too slowly.', 'decoder', AWAITED],
  ['All that is encoded so far has been played. It goes on as soon as there is more.', 'end', AWAITED],
])('a viewer reads: %s', (words, cause, awaited) => {
  expect(inWords(cause, awaited)).toBe(words);
});

function stillnessOn() {
  const place = { hidden: true, textContent: '' };
  const log: string[] = [];
  return { place, log, stillness: new Stillness(place as HTMLElement, (words) => log.push(words)) };
}

test('a standstill is shown with the newest figures while it lasts, and logged when it begins and ends', () => {
  const { place, log, stillness } = stillnessOn();
  stillness.put(1, undefined, {});
  expect([place.hidden, log]).toEqual([true, []]);
  stillness.put(2, 'data', AWAITED);
  stillness.put(3, 'data', { ...AWAITED, arrivedBytes: 90_000 });
  expect([place.hidden, place.textContent]).toEqual([false, inWords('data', { ...AWAITED, arrivedBytes: 90_000 })]);
  stillness.put(5.5, undefined, {});
  expect([place.hidden, place.textContent]).toEqual([true, '']);
  expect(log).toEqual([inWords('data', AWAITED), 'The picture moves again, after 3.5 s']);
});

test('a pause ends no standstill, does not count as one, and explains nothing', () => {
  const { place, log, stillness } = stillnessOn();
  stillness.put(1, 'data', AWAITED);
  stillness.put(2.5, 'data', AWAITED);
  stillness.pause();
  expect([place.hidden, place.textContent]).toEqual([true, '']);
  stillness.pause();
  stillness.put(62, 'data', AWAITED);
  expect(place.hidden).toBe(false);
  stillness.put(63, undefined, {});
  stillness.put(70, 'data', AWAITED);
  stillness.put(70.5, undefined, {});
  const begun = inWords('data', AWAITED);
  expect(log).toEqual([begun, 'The picture moves again, after 2.5 s', begun, 'The picture moves again, after 500 ms']);
});

test('a standstill that playback ends in is explained no more, and never said to move again', () => {
  const { place, log, stillness } = stillnessOn();
  stillness.put(1, 'end', {});
  stillness.close();
  expect([place.hidden, place.textContent]).toEqual([true, '']);
  stillness.put(9, undefined, {});
  expect(log).toEqual([inWords('end', {})]);
});

test('a whole title that has nothing left before its end is not said to wait', () => {
  const { place, log, stillness } = stillnessOn();
  const end = { isOver: false, isPaused: false, isGrowing: false, cause: 'end' } as const;
  stillness.see(1, end, {});
  stillness.see(1.2, { ...end, cause: undefined }, {});
  expect([place.hidden, log]).toEqual([true, []]);
  stillness.see(2, { ...end, isGrowing: true }, {});
  expect(place.textContent).toBe(inWords('end', {}));
  // It is whole now, and its last clip is on its way.
  stillness.see(3, end, {});
  stillness.see(4, { ...end, isOver: true }, {});
  expect([place.hidden, log]).toEqual([true, [inWords('end', {})]]);
});

test('a viewer who pauses or is at the end reads of no standstill', () => {
  const { place, stillness } = stillnessOn();
  const still = { isOver: false, isPaused: false, isGrowing: false, cause: 'data' } as const;
  for (const other of [{ isPaused: true }, { isOver: true }]) {
    stillness.see(1, still, {});
    expect(place.hidden).toBe(false);
    stillness.see(2, { ...still, ...other }, {});
    expect(place.hidden).toBe(true);
  }
});
