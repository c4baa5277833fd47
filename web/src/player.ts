/** Plays one presentation in a video element with one of the libraries, and counts what the viewer notices. */
import {
  buffered,
  formatFor,
  inWords,
  inWordsOf,
  isFinal,
  MISSED_SECONDS,
  start,
  tryingAgain,
  type Library,
  type LibraryName,
  type Open,
  type Place,
  type Presentation,
} from './library';
import { EarlyPlaylists } from './early';
import type { Format, Title } from './edge';
import { Horizon } from './growth';
import * as native from './native';
import type { PlayerState } from './report';
import { Standstill, type Cause } from './standstill';

/** Playback statistics so far. */
export interface Playback {
  framesDecoded: number;
  framesDropped: number;
  /** What a viewer perceives, as CMCD calls it (CTA-5004-B, `sta`). */
  state: PlayerState;
  /** How often the picture stood still though it should have moved. */
  stalls: number;
  /** How many of these stalls ran out of data; in the others the decoder did not keep up. */
  starvations: number;
  /** Whether the picture stands still now, though it should move. */
  stalled: boolean;
  /** Why it stands still; undefined if it does not. */
  cause: Cause | undefined;
  /** Bytes of the clip on its way that have come; undefined if none is, or the library does not tell. */
  arrivedBytes: number | undefined;
  /** Whether it stands still: it stalls, or has played all that there is of a title that grows. */
  waiting: boolean;
  mediaErrors: number;
  bufferSeconds: number;
  width: number;
  height: number;
}

export interface PlayerListener {
  /** A problem that the viewer should know about; empty when it is over. */
  onProblem(text: string): void;
  /** Playback has ended for good; the problem was told before. */
  onOver?(): void;
}

/** Resolves when a player that is ready may begin. */
export type Gate = () => Promise<void>;

/** What is buffered on a path to play with: little, so that a change of it is soon on the screen. */
const SHORT_BUFFER_SECONDS = 5;
/** hls.js's own default, for outages. The edge decides on a clip when it is sent, and again while it is. */
const BUFFER_SECONDS = 30;
/** If playback stops with less than this buffered and more to come, it ran out of data. */
const STARVED_SECONDS = 0.5;
/** A library that cannot request the beginning while the end plays waits for so much of it. */
const SEAM_SECONDS = 4;
/** What a viewer is told then. */
export const AT_SEAM = `The title has ended and starts again once ${SEAM_SECONDS} s are buffered. This player cannot do that earlier, so it counts as no stall.`;
const SEAM_CHECK_MILLIS = 100;
/** Dropping what is buffered takes no longer; what stays may be enough. */
const MAX_FORGETTING_CHECKS = 5;

type Load = () => Promise<{ open: Open }>;

/** Each library is a file of its own, which is loaded when it is chosen. */
const LOADERS: Record<LibraryName, Load> = {
  'hls.js': () => import('./hlsjs'),
  'dash.js': () => import('./dashjs'),
  shaka: () => import('./shaka'),
};
/** For titles of other servers. */
const LOADERS_OF_OTHERS: Record<LibraryName, Load> = { ...LOADERS, 'hls.js': () => import('./hlsany') };

/**
 * How much stays buffered where a title starts again: most of its first clip. So that clip is requested anew by a
 * viewer who has something to play. With an empty buffer the edge would choose as at a start, where each second counts.
 *
 * @param enoughSeconds with so much playback begins; less stays, or it would begin with what was there
 */
export function keptSeconds(firstClipSeconds: number, enoughSeconds: number): number {
  return Math.max(0, Math.min(firstClipSeconds, enoughSeconds) - MISSED_SECONDS);
}

function hasMediaSource(): boolean {
  return 'MediaSource' in window || 'ManagedMediaSource' in window;
}

export class Player {
  private library: Library | undefined;
  private loaded: Promise<{ open: Open }>;
  private closed = Promise.resolve();
  /** Rises with each presentation. */
  private turn = 0;
  private started = false;
  /** How the presentation ended for good; undefined if it has not. */
  private over: 'e' | 'f' | undefined;
  /** Whether the element has told that it waits, since it played last. */
  private waits = false;
  /** Whether the next seek starts the title again, with none of it buffered perhaps. */
  private seeksStart = false;
  private readonly standstill = new Standstill();
  private mediaErrors = 0;
  private short = false;
  /** Runs while the title has ended and is about to start again. */
  private seam: ReturnType<typeof setInterval> | undefined;
  private firstClipSeconds = 0;
  private readonly horizon = new Horizon();
  /** How often the title has started again. */
  rounds = 0;
  /** Whether enough was buffered to begin, since this presentation was requested. */
  isReady = false;
  /** Where the viewer was when an answer that stays the same ended this presentation; undefined if none has. */
  refusedAt: Place | undefined;
  /** Where this presentation begins, until it plays. */
  private from: Place | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly listener: PlayerListener,
    private name: LibraryName,
    private readonly gate: Gate = () => Promise.resolve(),
  ) {
    this.loaded = this.load();
    video.addEventListener('playing', () => {
      this.endSeam();
      this.started = true;
      this.waits = false;
      this.from = undefined;
      this.look();
      this.listener.onProblem('');
    });
    video.addEventListener('waiting', () => {
      this.waits ||= !video.seeking && !video.ended;
      this.look();
    });
    video.addEventListener('seeking', () => {
      // A wait for data after a seek is no stall, unless the title starts again.
      this.waits = this.seeksStart && this.buffered() === 0;
      this.seeksStart = false;
      this.look();
    });
    video.addEventListener('ended', () => {
      this.look();
      if (this.short && this.library !== undefined) {
        this.startAgain(this.library);
      }
    });
  }

  /**
   * Looks whether the picture stands still. Elements tell late or not at all that there are no pictures while there
   * still is sound: Chromium goes on with it for three seconds.
   */
  private look(): void {
    const { paused, seeking, ended } = this.video;
    const isOn = this.started && !ended && !this.isAtSeam;
    const buffered = this.buffered();
    this.standstill.put({
      isPaused: isOn && paused,
      isStill: isOn && (this.waits || (buffered === 0 && !seeking)),
      isEmpty: buffered < STARVED_SECONDS,
      isAtEnd: this.isAtEnd(),
    });
  }

  /** Whether all is buffered that the title has: a title that grows may have no more yet. */
  private isAtEnd(): boolean {
    const end = Math.min(this.video.duration, this.horizon.reachable(performance.now() / 1000));
    return this.video.currentTime + this.buffered() > end - STARVED_SECONDS;
  }

  /** Takes a state of the title that plays: one that grows may have no more yet. */
  know(title: Pick<Title, 'seconds' | 'growing'>): void {
    this.horizon.put(performance.now() / 1000, title);
  }

  /** The format of the manifests that it plays. */
  get format(): Format {
    return hasMediaSource() ? formatFor(this.name) : 'm3u8';
  }

  /** Done when the library has been loaded. */
  get ready(): Promise<unknown> {
    return this.loaded;
  }

  /** The library for the next presentation. */
  use(name: LibraryName): void {
    if (name !== this.name) {
      this.name = name;
      this.loaded = this.load();
    }
  }

  private load(loaders = LOADERS): Promise<{ open: Open }> {
    const loaded = hasMediaSource() ? loaders[this.name]() : Promise.resolve(native);
    // play() reports it.
    loaded.catch(() => undefined);
    return loaded;
  }

  /**
   * Requests the playlists of a title while the library that plays it is still on its way.
   *
   * @param manifest the URL that will be played
   */
  requestEarly(manifest: string): EarlyPlaylists | undefined {
    return this.name === 'hls.js' && hasMediaSource() ? new EarlyPlaylists(manifest) : undefined;
  }

  /**
   * Starts a presentation, in place of the one before.
   *
   * @param titles what is played, and what plays beside it: all keep the same seconds where they start again. None if
   *     another server sends it
   */
  play(presentation: Presentation, titles: Pick<Title, 'timeline'>[] = []): void {
    this.clear();
    this.from = presentation.from;
    this.firstClipSeconds = titles.length === 0 ? 0 : Math.min(...titles.map(({ timeline }) => timeline[0]?.seconds ?? 0));
    const turn = this.turn;
    const loaded = presentation.session === undefined ? this.load(LOADERS_OF_OTHERS) : this.loaded;
    Promise.all([loaded, this.closed]).then(
      ([{ open }]) => {
        if (turn === this.turn) {
          this.open(open, presentation, turn);
        }
      },
      () => {
        if (turn === this.turn) {
          this.listener.onProblem(`The page could not load ${this.name}. Reload the page to try again.`);
          this.end('f');
          this.listener.onOver?.();
        }
      },
    );
  }

  private open(open: Open, presentation: Presentation, turn: number): void {
    const unlessOver = <T extends unknown[]>(heard: (...what: T) => void) => {
      return (...what: T) => {
        if (turn === this.turn) {
          heard(...what);
        }
      };
    };
    // dash.js takes complete URLs only.
    const url = new URL(presentation.url, location.href);
    this.library = open(this.video, { ...presentation, url: url.href }, {
      onReady: unlessOver(() => {
        if (presentation.from?.paused === true) {
          this.isReady = true;
        } else {
          this.begin();
        }
      }),
      onMedia: unlessOver(() => {
        this.listener.onProblem('');
      }),
      onRetry: unlessOver((code) => {
        if (presentation.session !== undefined && (this.isAtSeam || this.buffered() < STARVED_SECONDS)) {
          this.listener.onProblem(tryingAgain(code));
        }
      }),
      onMediaError: unlessOver(() => {
        this.mediaErrors++;
      }),
      onFailure: unlessOver((failure) => {
        if (failure.kind === 'network' && isFinal(failure.code)) {
          this.refusedAt = this.place();
        }
        this.listener.onProblem(presentation.session === undefined ? inWordsOf(url.host, failure) : inWords(failure));
        this.end('f');
        this.listener.onOver?.();
      }),
    });
    this.library.setBuffer(this.bufferSeconds());
    this.repeat();
    if (turn !== this.turn) {
      // It failed at once.
      this.close();
    }
  }

  private place(): Place {
    const { currentTime, paused } = this.video;
    return this.from ?? { seconds: currentTime, paused: this.started && paused && !this.isAtSeam };
  }

  private bufferSeconds(): number {
    return this.short ? SHORT_BUFFER_SECONDS : BUFFER_SECONDS;
  }

  /** Keeps little buffered and plays over and over, or as usual. */
  setShort(short: boolean): void {
    this.short = short;
    this.library?.setBuffer(this.bufferSeconds());
    this.repeat();
  }

  private repeat(): void {
    if (this.library?.ahead !== undefined) {
      this.library.ahead.repeats = this.short;
    }
  }

  /**
   * Drops what is buffered from a position on; it is requested again. Where the title is about to start again, that is
   * its beginning; where it has ended, it starts again.
   *
   * @param seconds undefined if no clip begins late enough
   */
  forgetFrom(seconds: number | undefined): void {
    if (this.video.ended && this.library !== undefined) {
      this.startAgain(this.library);
    } else if (this.isAhead) {
      this.library?.ahead?.forget();
    } else if (seconds !== undefined) {
      this.library?.forgetFrom(seconds);
    }
  }

  /** Whether the beginning of the title is requested anew while its end plays. */
  private get isAhead(): boolean {
    return this.library?.ahead?.isOn ?? false;
  }

  /** Starts playback when the gate opens. */
  private begin(): void {
    const { turn } = this;
    this.isReady = true;
    void this.gate().then(() => {
      if (turn === this.turn) {
        start(this.video);
      }
    });
  }

  /**
   * On a path to play with, or when something else is chosen at its end, the title starts again, and all of it comes
   * over the path once more. Where the beginning was requested while the end played, it goes on as a longer title
   * would, with what there is. A title without end would have a buffer for other libraries, too, so playback waits for
   * one, which is neither a stall nor a start-up.
   */
  private startAgain(library: Library): void {
    this.rounds++;
    const { isAhead } = this;
    this.seeksStart = isAhead;
    this.video.currentTime = 0;
    this.endSeam();
    if (isAhead) {
      this.begin();
      return;
    }
    this.started = false;
    let forgetting = 0;
    let isForgotten = false;
    let isFresh = false;
    this.seam = setInterval(() => {
      const enough = Math.min(SEAM_SECONDS, this.video.duration - STARVED_SECONDS);
      if (this.video.seeking) {
        return;
      }
      if (forgetting === 0) {
        // Not before the seek is over: libraries look at the buffer then, to see what they lack.
        library.forgetFrom(keptSeconds(this.firstClipSeconds, enough));
      }
      forgetting++;
      isForgotten ||= this.buffered() < enough || forgetting > MAX_FORGETTING_CHECKS;
      if (!isForgotten || this.buffered() < enough) {
        return;
      }
      if (!isFresh) {
        isFresh = true;
        // A decoder that has begun goes on with the pictures that were there until a seek.
        this.video.currentTime = 0;
      } else {
        this.endSeam();
        this.begin();
      }
    }, SEAM_CHECK_MILLIS);
  }

  private state(): PlayerState {
    const { paused, seeking, ended } = this.video;
    if (this.over !== undefined) {
      return this.over;
    }
    if (this.isAtSeam) {
      return 'w';
    }
    if (!this.started) {
      // What begins paused, or may not begin by itself, waits for the viewer.
      return this.isReady && paused ? 'a' : 's';
    }
    if (this.standstill.cause !== undefined) {
      return this.standstill.cause === 'end' ? 'w' : 'r';
    }
    return ended ? 'e' : paused ? 'a' : seeking ? 'k' : 'p';
  }

  /** Whether the title has ended and waits for a buffer to start again, which is no stall. */
  get isAtSeam(): boolean {
    return this.seam !== undefined;
  }

  private endSeam(): void {
    clearInterval(this.seam);
    this.seam = undefined;
  }

  /**
   * Ends the presentation; what was counted stays.
   *
   * @param how ended, or failed
   */
  end(how: 'e' | 'f' = 'e'): void {
    this.turn++;
    this.close();
    this.waits = false;
    this.started = false;
    this.over = how;
  }

  /** Ends the presentation and forgets what was counted. */
  stop(): void {
    this.clear();
    this.horizon.clear();
  }

  private clear(): void {
    this.turn++;
    this.close();
    this.started = false;
    this.isReady = false;
    this.refusedAt = undefined;
    this.from = undefined;
    this.waits = false;
    this.seeksStart = false;
    this.over = undefined;
    this.rounds = 0;
    this.standstill.forget();
    this.mediaErrors = 0;
    if (this.video.src !== '') {
      this.video.removeAttribute('src');
      this.video.load();
    }
  }

  private close(): void {
    this.endSeam();
    const { library } = this;
    this.library = undefined;
    if (library !== undefined) {
      this.closed = library.close().catch(() => undefined);
    }
  }

  playback(): Playback {
    this.look();
    const quality = this.video.getVideoPlaybackQuality();
    const { stalls, starvations, cause } = this.standstill;
    return {
      framesDecoded: quality.totalVideoFrames,
      framesDropped: quality.droppedVideoFrames,
      state: this.state(),
      stalls,
      starvations,
      stalled: cause === 'data' || cause === 'decoder',
      cause,
      arrivedBytes: this.library?.arrivedBytes?.(),
      waiting: cause !== undefined,
      mediaErrors: this.mediaErrors,
      bufferSeconds: this.buffered() + (this.isAhead ? buffered(this.video, 0) : 0),
      width: this.video.videoWidth,
      height: this.video.videoHeight,
    };
  }

  private buffered(): number {
    return buffered(this.video);
  }
}
