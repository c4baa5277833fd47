/** What the player libraries have in common: their interface to player.ts, and their errors in words. */
import type { EarlyPlaylists } from './early';
import type { Format } from './edge';

/** The libraries, as `?player=` names them; the first one is the default. */
export const LIBRARIES = ['hls.js', 'dash.js', 'shaka'] as const;
export type LibraryName = (typeof LIBRARIES)[number];

/** What is played. */
export interface Presentation {
  /** The URL of its manifest. */
  url: string;
  /** The session at this edge, which goes along with each request as CMCD; absent if another server sends the title. */
  session?: { id: string; title: string };
  /** Playlists of it that were requested already. */
  early?: EarlyPlaylists | undefined;
  /** Where it begins; at its beginning if absent. */
  from?: Place | undefined;
}

/** Where a viewer is in a title. */
export interface Place {
  seconds: number;
  paused: boolean;
}

/** Why a presentation cannot go on. */
export type Failure =
  /** `code`: the status of the answer; 0 or absent if there was none. */
  | { kind: 'network'; code?: number | undefined }
  | { kind: 'manifest' | 'media' | 'other'; details: string };

/** Receives what happens to a presentation. */
export interface LibraryListener {
  /** Playback can begin. */
  onReady(): void;
  /** Media came into the buffer. */
  onMedia(): void;
  /** Something did not come, and is requested again. `code`: the status of the answer; 0 or absent if there was none. */
  onRetry(code: number | undefined): void;
  /** Media could not be decoded. */
  onMediaError(): void;
  /** The presentation has ended for good. */
  onFailure(failure: Failure): void;
}

/** What lets a library play a title over and over as if it had no end. */
export interface GoingRound {
  /** Whether the title is played over and over. */
  repeats: boolean;
  /** Whether the beginning is requested anew while the end plays. */
  readonly isOn: boolean;
  /** Drops what has come of the beginning; it is requested again. */
  forget(): void;
}

/** A library that plays one presentation in a video element. */
export interface Library {
  /** Keeps so much buffered. */
  setBuffer(seconds: number): void;
  /** Drops what is buffered from a position on; it is requested again. */
  forgetFrom(seconds: number): void;
  /** Requests the beginning of the title anew while its end plays; absent if it cannot do that. */
  ahead?: GoingRound;
  /** How many bytes have come of the clip that is on its way, undefined if none is; absent if it does not tell. */
  arrivedBytes?(): number | undefined;
  /** Ends the presentation; resolves when the video element is free for another one. */
  close(): Promise<void>;
}

/** Opens a presentation in a video element, and reports when it can begin. */
export type Open = (video: HTMLVideoElement, presentation: Presentation, listener: LibraryListener) => Library;

/** An edge that is away is asked this often at least. */
export const MAX_RETRY_SECONDS = 4;

/** The library that a name stands for; the default one for other names. */
export function libraryNamed(name: string | null): LibraryName {
  return LIBRARIES.find((it) => it === name) ?? LIBRARIES[0];
}

/** The format of the manifests that a library gets from this edge. */
export function formatFor(library: LibraryName): Format {
  return library === 'dash.js' ? 'mpd' : 'm3u8';
}

/** Whether a library can play a format. */
export function plays(library: LibraryName, format: Format): boolean {
  return library === 'shaka' || formatFor(library) === format;
}

/** Libraries take a clip of which less than this is missing for buffered; hls.js, a quarter of a second. */
export const MISSED_SECONDS = 0.5;

/** How many seconds are buffered from a position of a video on, by default from where it is. */
export function buffered({ buffered: ranges, currentTime }: HTMLVideoElement, position = currentTime): number {
  for (let i = 0; i < ranges.length; i++) {
    if (ranges.start(i) <= position + 0.1 && position <= ranges.end(i)) {
      return ranges.end(i) - position;
    }
  }
  return 0;
}

/** Starts playback where the browser allows it; else the video's own controls start it. */
export function start(video: HTMLVideoElement): void {
  video.play().catch(() => undefined);
}

/**
 * Calls back once a video element can play: at once, or when it has the data. Returns what ends the waiting.
 *
 * Elements tell of that without having been asked to play: what waits for another player must not begin before.
 */
export function whenPlayable(video: HTMLVideoElement, heard: () => void): () => void {
  if (video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
    heard();
    return () => undefined;
  }
  video.addEventListener('canplay', heard, { once: true });
  return () => {
    video.removeEventListener('canplay', heard);
  };
}

/** Whether a request that got this answer, or none (0), may get another one the next time. */
export function mayAnswerLater(code: number): boolean {
  return code === 0 || code >= 500 || [408, 425, 429].includes(code);
}

/** Whether a request got an answer that stays the same. */
export function isFinal(code = 0): boolean {
  return code >= 400 && !mayAnswerLater(code);
}

/** What a viewer is told whose player waits for what it requests again and again. */
export function tryingAgain(code: number | undefined): string {
  return code === undefined || code === 0
    ? 'The edge does not answer; trying again.'
    : `The edge could not send the next part (it answered ${code}); trying again.`;
}

/** A failure of a title of this edge in plain words: what happened, and what can be done. */
export function inWords(failure: Failure): string {
  switch (failure.kind) {
    case 'network':
      if (failure.code === 404) {
        return 'The edge does not have this title, or this part of it, any more. Reload the page to see what it has.';
      }
      return failure.code === undefined || failure.code === 0
        ? 'The connection to the edge was lost. Check that it is running, then reload the page.'
        : `The edge could not send the video (it answered ${failure.code}). Reload the page to try again.`;
    case 'media':
      return `The browser could not decode the video (${failure.details}).`;
    case 'manifest':
    case 'other':
      return `The player stopped (${failure.details}). Reload the page to try again.`;
  }
}

/** The same for a title of another server. */
export function inWordsOf(host: string, failure: Failure): string {
  switch (failure.kind) {
    case 'network':
      return failure.code === undefined || failure.code === 0
        ? `${host} does not answer, or does not let pages of other sites use what it sends (CORS).`
        : `${host} answered ${failure.code}, so this title cannot be played.`;
    case 'media':
      return `The browser could not decode the video (${failure.details}).`;
    case 'manifest':
      return `The player cannot use what ${host} sent as a manifest (${failure.details}).`;
    case 'other':
      return `The player stopped (${failure.details}).`;
  }
}
