import { expect, test } from 'vitest';
import { downlink, type Load } from '../src/downlink';

const script: Load = { responseStart: 700, responseEnd: 1700, encodedBodySize: 125_000 };

test('the largest file tells the throughput', () => {
  expect(downlink([script, { responseStart: 0, responseEnd: 1, encodedBodySize: 2_000 }], 2000)).toBe(1_000_000);
});

test('what came beside it counts', () => {
  expect(downlink([script, { responseStart: 800, responseEnd: 900, encodedBodySize: 12_500 }], 2000)).toBe(1_100_000);
});

test.each([
  ['nothing was loaded', [], 0],
  ['all files are small', [{ ...script, encodedBodySize: 20_000 }], 2000],
  ['it came at once', [{ ...script, responseEnd: 720 }], 2000],
  ['it is long ago', [script], 60_000],
])('nothing is said where %s', (_, loads, now) => {
  expect(downlink(loads, now)).toBeUndefined();
});
