import { describe, expect, it } from 'vitest';
import { DEVICES, firstPath, isArtificial, paths, shapeOf } from '../src/lab';

describe('the paths', () => {
  it('begin with the real one, and have the traces of the edge', () => {
    const all = paths({ shaping: true, traces: [{ id: 'tram', name: 'Tram', kilobitsPerSecond: [1] }] });
    expect(all.filter(({ value }) => !isArtificial(value)).map(({ id }) => id)).toEqual(['real']);
    expect(all.at(-1)).toEqual({ id: 'trace-tram', name: 'Tram', value: { trace: 'tram', roundTripSeconds: 0.04 } });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('of the form leave out what is empty', () => {
    const none = { cap: '', drop: '', after: '', loss: '', delay: '' };
    expect(shapeOf(none)).toEqual({});
    expect(shapeOf({ ...none, cap: '400', delay: '50' })).toEqual({ bitsPerSecond: 400_000, roundTripSeconds: 0.05 });
    expect(shapeOf({ ...none, drop: '300', after: '5', loss: '2' })).toEqual({
      drop: { afterSeconds: 5, bitsPerSecond: 300_000 },
      lossRatio: 0.02,
    });
  });
});

describe('the path to begin with', () => {
  const lab = { shaping: true, traces: [] };

  it.each([
    [undefined, '127.0.0.1', '3000'],
    [undefined, 'localhost', '3000'],
    [undefined, 'video.example', 'real'],
    ['400', 'video.example', '400'],
    ['real', 'localhost', 'real'],
    ['own', 'video.example', 'own'],
    ['nonsense', 'localhost', '3000'],
  ])('for %s at %s is %s', (asked, hostname, first) => {
    expect(firstPath(asked, hostname, lab)).toBe(first);
    expect(firstPath(asked, hostname, { shaping: false, traces: [] })).toBe('real');
  });
});

describe('the devices', () => {
  it('begin with the real one; the others decode H.264', () => {
    expect(DEVICES.map(({ value }) => value?.decoders)).toEqual([undefined, ...DEVICES.slice(1).map(() => ['H264'])]);
  });
});
