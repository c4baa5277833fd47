import { describe, expect, it } from 'vitest';
import type { MixedClip } from '../src/edge';
import { History, stalls, type Moment } from '../src/history';
import { level, ofDevice, shownSpan, why } from '../src/now';
import { usefulHeight } from '../src/useful';

function clip(changes: Partial<MixedClip> = {}): MixedClip {
  return {
    request: 1,
    clip: 2,
    startSeconds: 10,
    seconds: 2,
    accessUnits: 50,
    group: 'g',
    width: 1280,
    height: 720,
    level: 'gop',
    state: 'sent',
    clusters: [],
    plan: [{ member: 'a', level: 'gop' as const, from: 0, until: 50 }],
    delivered: [
      { member: 'a', level: 'gop' as const, from: 0, until: 20 },
      { member: 'b', level: 'gop' as const, from: 20, until: 50 },
    ],
    downMoves: [],
    ...changes,
  };
}

describe('the picture on the screen', () => {
  it.each([
    [9, 'a'],
    [10, 'a'],
    [10.79, 'a'],
    [10.81, 'b'],
    [12, 'b'],
    [13, 'b'],
  ])('at %d s comes from %s', (at, member) => {
    expect(shownSpan(clip(), at)?.member).toBe(member);
  });

  it('is of no member while nothing of it is delivered', () => {
    expect(shownSpan(clip({ delivered: [] }), 10)).toBeUndefined();
  });
});

describe('the level of blending', () => {
  it('is the whole clip if one member supplies it', () => {
    expect(level(clip({ delivered: [{ member: 'a', level: 'gop' as const, from: 0, until: 50 }] }))).toBe('whole clip');
  });

  it('is frames if a tail follows its member', () => {
    const tail = { member: 'a', level: 'gop' as const, from: 20, crfStep: 12 };
    const delivered = [
      { member: 'a', level: 'gop' as const, from: 0, until: 20 },
      { member: 'a', level: 'frame' as const, tail, from: 20, until: 50 },
    ];
    const downMoves = [{ accessUnit: 20, member: 'a', tail }];
    expect(level(clip({ delivered, downMoves }))).toBe('frames');
  });
});

describe('finer levels', () => {
  it('count where any part of the clip has them', () => {
    const rows = { lower: 'b', higher: [0, 1] };
    const slices = [{ member: 'a', level: 'slice' as const, rows, from: 0, until: 50 }];
    expect(level(clip({ delivered: slices }))).toBe('slices');
    const delivered = [
      { member: 'a', level: 'gop' as const, from: 0, until: 20 },
      { member: 'a', level: 'coefficient' as const, from: 20, until: 50 },
    ];
    expect(level(clip({ delivered }))).toBe('coefficients');
  });
});

describe('why', () => {
  it('says what was known and what followed', () => {
    const actual = { bitsPerSecond: 1_200_000, quality: { vmaf: 93.4 } };
    const network = { bitsPerSecond: 3e6, bufferSeconds: 12 };
    expect(why(clip({ actual, network }))).toBe(
      'The path was expected to carry 3.00 Mbit/s and 12.0 s were buffered, so this clip was sent with 1.20 Mbit/s at VMAF 93.',
    );
  });

  it('tells the plan, and what became of it in flight', () => {
    const predicted = { bitsPerSecond: 1_200_000, quality: { vmaf: 93.4 } };
    const actual = { bitsPerSecond: 229_000, quality: { vmaf: 16 } };
    const network = { bitsPerSecond: 3e6, bufferSeconds: 2 };
    const slow = { accessUnit: 20, member: 'b', bitsPerSecond: 400_000 };
    expect(why(clip({ predicted, actual, network, downMoves: [{ ...slow, bitsPerSecond: 8e5 }, slow] }))).toBe(
      'The path was expected to carry 3.00 Mbit/s and 2.0 s were buffered, so this clip was planned with 1.20 Mbit/s at VMAF 93. ' +
        'Then the path carried only 400 kbit/s, so the edge moved down 2 times, and it was sent with 229 kbit/s at VMAF 16.',
    );
    expect(why(clip({ predicted, network, downMoves: [slow] }))).toMatch(/400 kbit\/s, so the edge moved down once\.$/);
  });

  it('does not call a path slower that carries what was expected', () => {
    const network = { bitsPerSecond: 400_000, bufferSeconds: 2 };
    const told = why(clip({ network, downMoves: [{ accessUnit: 20, member: 'b', bitsPerSecond: 390_000 }] }));
    expect(told).toContain('Then the rest would have come too late, so the edge moved down once.');
  });

  it('never shows what is not known as a number', () => {
    expect(why(clip())).toBe('The path was not known yet, so this clip was sent.');
  });
});

describe('the device', () => {
  const SMOOTH = { codecs: 'avc1.64001f', width: 1280, height: 720, smooth: true, powerEfficient: false };
  const DRAINING = { level: 0.5, charging: false };
  const LARGE = { width: 1280, height: 720 };
  const SMALL = { width: 640, height: 360 };
  const onEnd = ({ width, height }: typeof LARGE) => ({ width: height, height: width });

  it.each([
    [{}, undefined],
    [{ screenHeight: 900, smoothHeight: 720 }, 720],
    [{ screenHeight: 1080, smoothHeight: 1080, efficientHeight: 360, battery: { level: 0.5, charging: false } }, 360],
    [{ screenHeight: 1080, efficientHeight: 360, battery: { level: 0.1, charging: true } }, 1080],
    [{ screenHeight: 1080, battery: { level: 0.1, charging: false } }, 720],
    [{ decoding: [SMOOTH] }, 720],
    [{ decoding: [{ ...SMOOTH, width: 720, height: 1280 }] }, 720],
    [{ decoding: [SMOOTH], battery: DRAINING }, 720],
    [{ decoding: [{ ...SMOOTH, smooth: false }] }, undefined],
    [{ decoding: [{ ...SMOOTH, codecs: 'hvc1.1.6.L93.B0' }, { ...SMOOTH, codecs: 'avc1.42e01f' }] }, undefined],
  ])('%j gains from so many lines', (device, lines) => {
    expect(usefulHeight(device)).toBe(lines);
  });

  it('is named only where it matters to the title', () => {
    const of = (clip: typeof LARGE, screenHeight?: number) =>
      ofDevice(clip, [LARGE, SMALL], { device: screenHeight === undefined ? {} : { screenHeight }, steering: 'server' });
    expect(of(LARGE, 720)).toBe('');
    expect(of(LARGE)).toBe('');
    expect(of(SMALL, 360)).toBe(' The device gains nothing above 360 lines, so higher pictures count as worse.');
    expect(of(LARGE, 360)).toContain('720 lines were still worth more');
  });

  it('counts the lines of pictures on end as those of pictures that lie', () => {
    const choice = (screenHeight: number) => ({ device: { screenHeight }, steering: 'server' as const });
    expect(ofDevice(onEnd(LARGE), [LARGE, SMALL].map(onEnd), choice(720))).toBe('');
    expect(ofDevice(onEnd(LARGE), [LARGE, SMALL].map(onEnd), choice(360))).toContain('720 lines were still worth more');
  });

  it('has nothing to do with what the player chooses', () => {
    expect(ofDevice(LARGE, [LARGE, SMALL], { device: { screenHeight: 360 }, steering: 'player' })).toBe('');
  });
});

describe('the history', () => {
  const moment = (at: number, stalled = false): Moment => ({ at, bufferSeconds: 1, stalled });

  it('keeps ten minutes of four moments a second', () => {
    const history = new History();
    for (let i = 0; i < 3000; i++) {
      history.put(moment(i / 4));
    }
    expect(history.last(10_000)).toHaveLength(2400);
    expect(history.last(10)).toHaveLength(41);
  });

  it('finds runs of stalls', () => {
    const moments = [0, 1, 2, 3, 4, 5].map((at) => moment(at, [1, 2, 5].includes(at)));
    expect(stalls(moments)).toEqual([
      { from: 1, until: 2 },
      { from: 5, until: 5 },
    ]);
  });
});
