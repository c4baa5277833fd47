import { expect, test } from 'vitest';
import type { Title } from '../src/edge';
import { labels } from '../src/panels';

function title(...families: number[]): Title {
  return {
    id: 't',
    edition: 'e',
    name: 't',
    seconds: 2,
    frames: 50,
    width: 1280,
    height: 720,
    audio: false,
    poster: false,
    clips: 1,
    groups: [{ id: '720p', width: 1280, height: 720 }],
    clusters: families.map((family) => ({ id: `of-${family}`, group: '720p', family, crf: 23 })),
    timeline: [],
  };
}

test('clusters of one quality are told apart by their family', () => {
  const label = labels(title(1, 2));
  expect(label('of-1')).toBe('720p A · CRF 23');
  expect(label('of-2')).toBe('720p B · CRF 23');
});

test('where there is one family, nobody hears of families', () => {
  expect(labels(title(1))('of-1')).toBe('720p · CRF 23');
});

test('a cluster that is not known keeps its id', () => {
  expect(labels(title(1))('gone')).toBe('gone');
});

test('a cluster that aims at a quality shows it', () => {
  const aiming = title(1);
  aiming.clusters = [{ id: 'q', group: '720p', family: 1, vmafNeg: 85 }];
  expect(labels(aiming)('q')).toBe('720p · VMAF 85');
});
