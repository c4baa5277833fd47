import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Place } from '../src/library';
import { Player } from '../src/player';

beforeEach(() => {
  // A browser without Media Source Extensions: it plays by itself.
  vi.stubGlobal('window', {});
  vi.stubGlobal('location', { href: 'http://edge.example/' });
  vi.stubGlobal('HTMLMediaElement', { HAVE_FUTURE_DATA: 3 });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A video element with as much buffered after the position as a test sets. */
class Video extends EventTarget {
  paused = true;
  seeking = false;
  ended = false;
  currentTime = 0;
  readonly duration = 60;
  readonly videoWidth = 1280;
  readonly videoHeight = 720;
  readyState = 0;
  src = '';
  error: { message: string } | null = null;
  bufferedSeconds = 10;

  get buffered(): { length: number; start: () => number; end: () => number } {
    return { length: 1, start: () => this.currentTime, end: () => this.currentTime + this.bufferedSeconds };
  }

  canPlayType(): string {
    return 'maybe';
  }

  play(): Promise<void> {
    this.set({ paused: false });
    return Promise.resolve();
  }

  load(): void {
    this.src = '';
  }

  removeAttribute(): void {
    this.src = '';
  }

  getVideoPlaybackQuality(): { totalVideoFrames: number; droppedVideoFrames: number } {
    return { totalVideoFrames: 0, droppedVideoFrames: 0 };
  }

  /** Changes, and tells of it. */
  set(changes: Partial<Pick<Video, 'paused' | 'seeking' | 'bufferedSeconds' | 'error'>>, ...events: string[]): void {
    Object.assign(this, changes);
    events.forEach((event) => this.dispatchEvent(new Event(event)));
  }
}

interface Watched {
  video: Video;
  player: Player;
  /** The state, and how many stalls there were. */
  seen: () => string;
}

async function opened(from?: Place): Promise<Watched> {
  const video = new Video();
  const player = new Player(video as unknown as HTMLVideoElement, { onProblem: () => undefined }, 'hls.js');
  player.play({ url: './t', session: { id: 's', title: 't' }, from });
  await vi.waitUntil(() => video.src !== '');
  const seen = () => {
    const { state, stalls } = player.playback();
    return `${state}${stalls}`;
  };
  return { video, player, seen };
}

async function playing(): Promise<Watched> {
  const watched = await opened();
  watched.video.set({ paused: false }, 'canplay', 'playing');
  expect(watched.seen()).toBe('p0');
  return watched;
}

test('what begins paused is paused once it is ready, and starts until then', async () => {
  const { video, seen } = await opened({ seconds: 5, paused: true });
  expect(seen()).toBe('s0');
  video.set({}, 'canplay');
  expect(seen()).toBe('a0');
});

test('a failure is told as one, and an end as an end, until something else plays', async () => {
  const { video, player, seen } = await playing();
  video.set({ error: { message: 'x' } }, 'error');
  expect(seen()).toBe('f0');
  player.play({ url: './t', session: { id: 's', title: 't' } });
  expect(seen()).toBe('s0');
  player.end();
  expect(seen()).toBe('e0');
});

test('a stall in which the viewer pauses is one stall', async () => {
  const { video, seen } = await playing();
  video.set({ bufferedSeconds: 0 }, 'waiting');
  expect(seen()).toBe('r1');
  video.set({ paused: true }, 'pause');
  expect(seen()).toBe('a1');
  video.set({ paused: false }, 'play', 'waiting');
  expect(seen()).toBe('r1');
  video.set({ bufferedSeconds: 5 }, 'playing');
  expect(seen()).toBe('p1');
});

test('the wait after a seek out of a stall is no stall', async () => {
  const { video, seen } = await playing();
  video.set({ bufferedSeconds: 0 }, 'waiting');
  video.set({ seeking: true }, 'seeking', 'waiting');
  expect(seen()).toBe('k1');
  video.set({ seeking: false, bufferedSeconds: 5 }, 'seeked');
  expect(seen()).toBe('p1');
});
