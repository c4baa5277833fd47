import { ErrorDetails, ErrorTypes } from 'hls.js';
import { expect, test } from 'vitest';
import { inWords } from '../src/player';

test('a title that is gone is told apart from an edge that is gone', () => {
  const failure = { type: ErrorTypes.NETWORK_ERROR, details: ErrorDetails.MANIFEST_LOAD_ERROR };
  expect(inWords({ ...failure, response: { code: 404 } })).toContain('does not have this title');
  expect(inWords({ ...failure, response: { code: 0 } })).toContain('connection to the edge was lost');
  expect(inWords(failure)).toContain('connection to the edge was lost');
  expect(inWords({ ...failure, response: { code: 503 } })).toContain('503');
});

test('a picture that cannot be decoded is called that', () => {
  expect(inWords({ type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.BUFFER_APPEND_ERROR })).toContain('could not decode');
});
