import { ErrorDetails, ErrorTypes } from 'hls.js';
import { expect, test } from 'vitest';
import { inWords, mayAnswerLater, patient, tryingAgain, unheardLevels } from '../src/player';

test('a title that is gone is told apart from an edge that is gone', () => {
  const failure = { type: ErrorTypes.NETWORK_ERROR, details: ErrorDetails.MANIFEST_LOAD_ERROR };
  expect(inWords({ ...failure, response: { code: 404 } })).toContain('does not have this title');
  expect(inWords({ ...failure, response: { code: 0 } })).toContain('connection to the edge was lost');
  expect(inWords(failure)).toContain('connection to the edge was lost');
  expect(inWords({ ...failure, response: { code: 503 } })).toContain('503');
});

test('a part that does not come is said to be asked for again, with the answer that came instead', () => {
  expect(tryingAgain({ response: { code: 500 } })).toBe(
    'The edge could not send the next part (it answered 500); trying again.',
  );
  expect(tryingAgain({})).toBe('The edge does not answer; trying again.');
});

test('a picture that cannot be decoded is called that', () => {
  expect(inWords({ type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.BUFFER_APPEND_ERROR })).toContain(
    'could not decode',
  );
});

test('sound of more channels than the output has is left out, unless there is no other', () => {
  const tracks = [
    { groupId: 'audio', channels: '2' },
    { groupId: 'mono' },
    { groupId: 'surround', channels: '6' },
    { groupId: 'surround', channels: '2' },
  ];
  const levels = ['audio', 'surround', 'mono', undefined].map((group) => ({ audioGroups: group ? [group] : undefined }));
  expect(unheardLevels(levels, tracks, 2)).toEqual([1]);
  expect(unheardLevels(levels, tracks, 6)).toEqual([]);
  expect(unheardLevels([{ audioGroups: ['surround'] }], tracks, 2)).toEqual([]);
});

test('an edge that is away is asked again and again, a title that is gone is not', () => {
  const answered = (code: number) => mayAnswerLater(false, { code });
  expect([0, 408, 429, 500, 503].map(answered)).toEqual([true, true, true, true, true]);
  expect([400, 403, 404, 410].map(answered)).toEqual([false, false, false, false]);
  expect(mayAnswerLater(true, undefined)).toBe(true);
  expect(mayAnswerLater(false, undefined)).toBe(false);
});

test('asking again does not end, and waits no longer than a few seconds', () => {
  const usual = { maxTimeToFirstByteMs: 9000, maxLoadTimeMs: 100000, timeoutRetry: null, errorRetry: null };
  const { maxTimeToFirstByteMs, errorRetry, timeoutRetry } = patient({ default: usual }).default;
  expect(maxTimeToFirstByteMs).toBe(9000);
  for (const retry of [errorRetry, timeoutRetry]) {
    expect(retry?.shouldRetry?.(retry, 10000, false, { code: 0, url: '', data: '' }, false)).toBe(true);
    expect(retry?.maxRetryDelayMs).toBeLessThanOrEqual(5000);
  }
});
