import { describe, expect, test } from 'vitest';
import * as format from '../src/format';

describe('what is not known', () => {
  test.each([format.bitRate, format.bytes, format.seconds, format.percent, format.points, format.ssim])(
    'is said so, never shown as a number (%o)',
    (text) => {
      expect(text(undefined)).toBe('not known');
      expect(text(Number.NaN)).toBe('not known');
    },
  );
});

test.each([
  [0, '0 kbit/s'],
  [64_000, '64 kbit/s'],
  [1_000_000, '1.00 Mbit/s'],
  [12_340_000, '12.3 Mbit/s'],
  [123_400_000, '123 Mbit/s'],
  [2_500_000_000, '2.50 Gbit/s'],
])('%d bit/s reads %s', (value, text) => {
  expect(format.bitRate(value)).toBe(text);
});

test.each([
  [0.0004, '0.4 ms'],
  [0.042, '42 ms'],
  [1.25, '1.3 s'],
])('%d s reads %s', (value, text) => {
  expect(format.seconds(value)).toBe(text);
});

test.each([
  [0, '0 %'],
  [1e-7, '< 0.1 %'],
  [0.004, '0.4 %'],
  [0.256, '26 %'],
  [1, '100 %'],
])('a share of %d reads %s', (value, text) => {
  expect(format.percent(value)).toBe(text);
});

test.each([
  [[0.475, 0.525], ['48 %', '52 %']],
  [[0.375, 0.625], ['38 %', '62 %']],
  [[0.333, 0.333, 0.334], ['33 %', '33 %', '34 %']],
  [[0.005, 0.995], ['1 %', '99 %']],
  [[0.003, 0.997], ['< 1 %', '100 %']],
  [[1, 0], ['100 %', '0 %']],
  [[0.1 + 0.2, 0.7], ['30 %', '70 %']],
  [[0.29, 0.71], ['29 %', '71 %']],
  [[0.25, 0.25], ['25 %', '25 %']],
  [[], []],
])('shares of %j read %j, which add up', (shares, texts) => {
  expect(format.percents(shares)).toEqual(texts);
});

test('structural similarity is also said in decibels, at most 60', () => {
  expect(format.ssim(0.99)).toBe('0.9900 (20.0 dB)');
  expect(format.ssim(1)).toBe('1.0000 (60.0 dB)');
  expect(format.quality({ vmaf: 87.34, ssim: 0.99 })).toBe('VMAF 87.3, SSIM 0.9900 (20.0 dB)');
  expect(format.quality({ ssim: 0.99 })).toBe(format.UNKNOWN);
});

test('points of nothing have no sign', () => {
  expect([-0.04, 0, -0.06].map(format.points)).toEqual(['0.0', '0.0', '-0.1']);
});
