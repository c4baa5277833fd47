import { describe, expect, it } from 'vitest';
import type { MixedClip, Span } from '../src/edge';
import { isNews, ofClip } from '../src/eventlog';

const CLIP: MixedClip = {
  request: 1,
  clip: 2,
  startSeconds: 10,
  seconds: 2,
  accessUnits: 50,
  group: 'g',
  width: 1280,
  height: 720,
  level: 'gop',
  state: 'sending',
  clusters: [],
  plan: [{ member: 'a', level: 'gop', from: 0, until: 50 }],
  delivered: [{ member: 'a', level: 'gop', from: 0, until: 50 }],
  downMoves: [],
  predicted: { bytes: 250_000 },
};
const ROWS: Span = { member: 'a', level: 'slice', from: 0, until: 50, rows: { lower: 'b', higher: [0] } };
const label = (cluster: string) => cluster.toUpperCase();

describe('a clip in the log', () => {
  it.each<[string, Partial<MixedClip>]>([
    ['Clip 3 is planned: 250 kB of A', {}],
    ['Clip 3 is planned: 250 kB of rows of A and B', { plan: [ROWS] }],
    ['Clip 3 moves down at frame 21: the path carries 400 kbit/s', { downMoves: [{ accessUnit: 20, member: 'b', bitsPerSecond: 400_000 }] }],
    ['Sent in 1.5 s. Clip 3, 1280×720: A', { state: 'sent', sendSeconds: 1.5 }],
    ['Clip 3 is cancelled by the player', { state: 'aborted' }],
  ])('reads %s', (words, changes) => {
    expect(ofClip({ ...CLIP, ...changes }, label)).toBe(words);
  });
});

it('a move that is taken back is told', () => {
  const moved = { ...CLIP, downMoves: [{ accessUnit: 48, member: 'b', bitsPerSecond: 400_000 }] };
  expect(isNews(CLIP, moved)).toBe(true);
  expect(ofClip(CLIP, label, moved)).toBe('Clip 3 stays as it is planned: the path is faster again');
  expect(ofClip(CLIP, label, { ...moved, request: 0 })).toContain('is planned: 250 kB');
});

it('several moves at one picture are one line', () => {
  const move = { accessUnit: 48, member: 'b', bitsPerSecond: 400_000 };
  const once = { ...CLIP, downMoves: [move] };
  const twice = { ...CLIP, downMoves: [move, { ...move, member: 'c' }] };
  const later = { ...CLIP, downMoves: [...twice.downMoves, { ...move, accessUnit: 49 }] };
  const sent: MixedClip = { ...later, state: 'sent' };
  const again = { ...once, request: 2 };
  const told = [CLIP, once, twice, twice, later, sent, again];
  expect(told.map((clip, i) => isNews(clip, told[i - 1]))).toEqual([true, true, false, false, true, true, true]);
});
