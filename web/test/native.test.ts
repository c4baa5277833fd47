import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenPlayableOrIdle } from '../src/native';

beforeEach(() => {
  vi.stubGlobal('HTMLMediaElement', { HAVE_FUTURE_DATA: 3 });
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** An element that tells what a test lets it tell, and how often it was found ready. */
function waitFor(readyState = 0): { tell: (...events: string[]) => void; ready: () => number; stop: () => void } {
  const video = Object.assign(new EventTarget(), { readyState });
  const heard = vi.fn();
  const stop = whenPlayableOrIdle(video as unknown as HTMLVideoElement, heard);
  return {
    tell: (...events) => {
      events.forEach((event) => video.dispatchEvent(new Event(event)));
    },
    ready: () => heard.mock.calls.length,
    stop,
  };
}

test('an element that can play begins at once, and once', () => {
  const { tell, ready } = waitFor();
  tell('loadedmetadata', 'canplay');
  expect(ready()).toBe(1);
  vi.runAllTimers();
  tell('canplay');
  expect(ready()).toBe(1);
});

test('an element that can play already begins, and once', () => {
  const { tell, ready } = waitFor(4);
  tell('loadedmetadata', 'canplay');
  vi.runAllTimers();
  expect(ready()).toBe(1);
});

test('an element that fetches nothing but the facts until it plays begins all the same, and once', () => {
  const { tell, ready } = waitFor();
  tell('loadedmetadata');
  expect(ready()).toBe(0);
  vi.runAllTimers();
  tell('canplay');
  expect(ready()).toBe(1);
});

test('an element that fetches nothing waits for the viewer', () => {
  const { tell, ready } = waitFor();
  vi.runAllTimers();
  expect(ready()).toBe(0);
  tell('loadedmetadata', 'canplay');
  expect(ready()).toBe(1);
});

test('what is closed does not begin', () => {
  const { tell, ready, stop } = waitFor();
  tell('loadedmetadata');
  stop();
  vi.runAllTimers();
  tell('canplay');
  expect(ready()).toBe(0);
});
