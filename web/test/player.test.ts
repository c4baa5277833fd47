import { ErrorDetails, ErrorTypes, Events } from 'hls.js';
import { expect, test, vi } from 'vitest';
import { failure as ofDash } from '../src/dashjs';
import { Arriving, failure, patient, unheardLevels } from '../src/hlsjs';
import { formatFor, inWords, inWordsOf, isFinal, libraryNamed, mayAnswerLater, plays, tryingAgain } from '../src/library';
import { failure as ofShaka } from '../src/shaka';

// The libraries themselves need a browser to be loaded.
vi.mock('dashjs', () => ({}));
vi.mock('shaka-player/dist/shaka-player.compiled-es2021.js', () => ({ default: {} }));

test('a title that is gone is told apart from an edge that is gone', () => {
  const error = { type: ErrorTypes.NETWORK_ERROR, details: ErrorDetails.MANIFEST_LOAD_ERROR };
  expect(inWords(failure({ ...error, response: { code: 404 } }))).toContain('does not have this title');
  expect(inWords(failure({ ...error, response: { code: 0 } }))).toContain('connection to the edge was lost');
  expect(inWords(failure(error))).toContain('connection to the edge was lost');
  expect(inWords(failure({ ...error, response: { code: 503 } }))).toContain('503');
});

test('every library tells the status of the answer that made it fail', () => {
  const gone = { kind: 'network', code: 410 };
  expect(ofDash({ code: 25, message: 'gone' }, 410)).toEqual(gone);
  expect(ofShaka({ code: 1001, category: 1, severity: 2, data: ['u', 410] })).toEqual(gone);
  expect(ofShaka({ code: 1002, category: 1, severity: 2, data: ['u'] })).toEqual({ kind: 'network', code: 0 });
});

test('what is no manifest is not taken for a failure of the network', () => {
  const hls = { type: ErrorTypes.NETWORK_ERROR, details: ErrorDetails.MANIFEST_PARSING_ERROR };
  const errors = [failure(hls), ofDash({ code: 31, message: '' }, 0), ofShaka({ code: 4001, category: 4, severity: 2, data: [] })];
  expect(errors.map(({ kind }) => kind)).toEqual(['manifest', 'manifest', 'manifest']);
});

test('another server is named where it fails', () => {
  expect(inWordsOf('x.example', { kind: 'network', code: 403 })).toBe('x.example answered 403, so this title cannot be played.');
  expect(inWordsOf('x.example', { kind: 'network' })).toContain('does not let pages of other sites');
  expect(inWordsOf('x.example', { kind: 'manifest', details: 'd' })).toContain('cannot use what x.example sent');
});

test('hls.js is played with unless another library is named, and dash.js gets DASH', () => {
  expect([null, 'vlc', 'shaka'].map(libraryNamed)).toEqual(['hls.js', 'hls.js', 'shaka']);
  expect([formatFor('hls.js'), formatFor('dash.js'), formatFor('shaka')]).toEqual(['m3u8', 'mpd', 'm3u8']);
  expect([plays('hls.js', 'mpd'), plays('dash.js', 'm3u8'), plays('shaka', 'mpd')]).toEqual([false, false, true]);
});

test('a part that does not come is said to be asked for again, with the answer that came instead', () => {
  expect(tryingAgain(500)).toBe('The edge could not send the next part (it answered 500); trying again.');
  expect(tryingAgain(undefined)).toBe('The edge does not answer; trying again.');
});

test('a picture that cannot be decoded is called that', () => {
  const error = { type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.BUFFER_APPEND_ERROR };
  expect(inWords(failure(error))).toContain('could not decode');
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
  expect([0, 408, 429, 500, 503].map(mayAnswerLater)).toEqual([true, true, true, true, true]);
  expect([400, 403, 404, 410].map(mayAnswerLater)).toEqual([false, false, false, false]);
});

test('an answer that stays the same ends playback, and none or a passing one does not', () => {
  expect([404, 410, 403].map(isFinal)).toEqual([true, true, true]);
  expect([0, 200, 429, 503].map(isFinal)).toEqual([false, false, false, false]);
  expect(isFinal(undefined)).toBe(false);
});

test('asking again does not end, and waits no longer than a few seconds', () => {
  const usual = { maxTimeToFirstByteMs: 9000, maxLoadTimeMs: 100000, timeoutRetry: null, errorRetry: null };
  const { maxTimeToFirstByteMs, errorRetry, timeoutRetry } = patient({ default: usual }).default;
  expect(maxTimeToFirstByteMs).toBe(9000);
  for (const retry of [errorRetry, timeoutRetry]) {
    expect(retry?.shouldRetry?.(retry, 10000, false, { code: 0, url: '', data: '' }, false)).toBe(true);
    expect(retry?.shouldRetry?.(retry, 1, true, undefined, false)).toBe(true);
    expect(retry?.shouldRetry?.(retry, 1, false, undefined, false)).toBe(false);
    expect(retry?.shouldRetry?.(retry, 1, false, { code: 404, url: '', data: '' }, false)).toBe(false);
    expect(retry?.maxRetryDelayMs).toBeLessThanOrEqual(5000);
  }
});

test('bytes of a clip arrive until it is there, given up or failed', () => {
  const listeners = new Map<string, (event: string, data: { frag: object }) => void>();
  const arriving = new Arriving({ on: (event: string, listener: never) => listeners.set(event, listener) } as never);
  const frag = (type: string) => ({ type, stats: { loaded: 7 } });
  const tell = (event: Events, about: object) => listeners.get(event)?.(event, { frag: about });
  for (const end of [Events.FRAG_LOADED, Events.FRAG_LOAD_EMERGENCY_ABORTED, Events.ERROR]) {
    const clip = frag('main');
    tell(Events.FRAG_LOADING, clip);
    tell(Events.FRAG_LOADING, frag('audio'));
    tell(end, frag('main'));
    expect(arriving.bytes, end).toBe(7);
    tell(end, clip);
    expect(arriving.bytes, end).toBeUndefined();
  }
});
