import type { BufferInfo } from 'hls.js';
import { describe, expect, it } from 'vitest';
import { bufferAt } from '../src/ahead';

/** Finds a position in ranges of a buffer, as hls.js does. */
function find(...ranges: [start: number, end: number][]): (position: number) => BufferInfo {
  return (position) => {
    const [start, end] = ranges.find(([from, until]) => from <= position && position <= until) ?? [position, position];
    return { len: end - position, start, end, bufferedIndex: -1 };
  };
}

describe('what is buffered where the beginning follows the end', () => {
  it('is the rest of the title, and what has come of the beginning', () => {
    expect(bufferAt(57, find([54, 60]), true)).toMatchObject({ len: 3, start: 0, end: 0 });
    expect(bufferAt(57, find([0, 4], [54, 60]), true)).toMatchObject({ len: 7, start: 0, end: 4 });
  });

  it('is what follows the position if the title is played once, and at its beginning', () => {
    expect(bufferAt(57, find([0, 4], [54, 60]), false)).toMatchObject({ len: 3, end: 60 });
    expect(bufferAt(1, find([0, 4], [54, 60]), true)).toMatchObject({ len: 3, end: 4 });
  });

  it('is nothing where there is no buffer yet', () => {
    expect(bufferAt(57, () => null, true)).toBeNull();
  });
});
