/** Plays one presentation in the page's video element: with hls.js, or with the browser's own HLS without MSE. */
import Hls, {
  ErrorDetails,
  ErrorTypes,
  Events,
  type ErrorData,
  type LoaderResponse,
  type LoadPolicy,
  type RetryConfig,
} from 'hls.js';

/** Playback statistics so far. */
export interface Playback {
  framesDecoded: number;
  framesDropped: number;
  /** How often playback stopped by itself. */
  stalls: number;
  /** How many of these stalls ran out of data; in the others the decoder did not keep up. */
  starvations: number;
  /** Whether playback stands still now because data ran out. */
  starving: boolean;
  mediaErrors: number;
  bufferSeconds: number;
  width: number;
  height: number;
}

export interface PlayerListener {
  /** A problem that the viewer should know about; empty when it is over. */
  onProblem(text: string): void;
}

/** What is buffered on a path to play with: little, so that a change of it is soon on the screen. */
const SHORT_BUFFER_SECONDS = 5;
/** hls.js's own default, for outages. The edge decides on a clip when it is sent, and again while it is. */
const BUFFER_SECONDS = 30;
/** An edge that is away is asked this often at least. */
const MAX_RETRY_SECONDS = 4;
/** If playback stops with less than this buffered and more to come, it ran out of data. */
const STARVED_SECONDS = 0.5;

/** How many channels the output of sound has; two if the browser does not tell. */
function outputChannels(): number {
  try {
    const context = new AudioContext();
    const channels = context.destination.maxChannelCount;
    void context.close();
    return channels;
  } catch {
    return 2;
  }
}

/**
 * The levels whose sound has more channels than the output: they cost bits that nobody hears. None if all have.
 *
 * @param tracks all audio renditions; CHANNELS is 2 where it is missing
 */
export function unheardLevels(
  levels: { audioGroups: (string | undefined)[] | undefined }[],
  tracks: { groupId: string; channels?: string | undefined }[],
  channels: number,
): number[] {
  const heard = (group: string | undefined): boolean =>
    tracks.every((track) => track.groupId !== group || parseInt(track.channels ?? '2') <= channels);
  const unheard = levels.flatMap((level, index) => ((level.audioGroups ?? []).every(heard) ? [] : [index]));
  return unheard.length < levels.length ? unheard : [];
}

/** Whether an answer, or none at all, may be different the next time. */
export function mayAnswerLater(isTimeout: boolean, response: Pick<LoaderResponse, 'code'> | undefined): boolean {
  const code = response?.code;
  return isTimeout || code === 0 || (code !== undefined && (code >= 500 || [408, 425, 429].includes(code)));
}

/** The policy of asking again for as long as the edge may still answer. By itself hls.js gives up at once. */
export function patient({ default: usual }: LoadPolicy): LoadPolicy {
  const retry: RetryConfig = {
    maxNumRetry: Number.MAX_SAFE_INTEGER,
    retryDelayMs: 250,
    maxRetryDelayMs: MAX_RETRY_SECONDS * 1000,
    backoff: 'exponential',
    shouldRetry: (_config, _count, isTimeout, response) => mayAnswerLater(isTimeout, response),
  };
  return { default: { ...usual, timeoutRetry: retry, errorRetry: retry } };
}

export class Player {
  private hls: Hls | undefined;
  private started = false;
  private stalls = 0;
  private starvations = 0;
  private starving = false;
  private mediaErrors = 0;
  private recoveries = 0;
  private short = false;
  /** Whether the title has ended and is to start again. */
  private again = false;
  private secondClipSeconds = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly listener: PlayerListener,
  ) {
    video.addEventListener('playing', () => {
      this.started = true;
      this.again &&= video.currentTime > 1;
      this.starving = false;
      this.listener.onProblem('');
    });
    video.addEventListener('waiting', () => {
      if (this.started && !video.seeking && !video.ended) {
        this.stalls++;
        const atEnd = video.currentTime + this.buffered() > video.duration - STARVED_SECONDS;
        if (this.buffered() < STARVED_SECONDS && !atEnd) {
          this.starvations++;
          this.starving = true;
        }
      }
    });
    video.addEventListener('ended', () => {
      // On a path to play with, the title starts again, and every clip comes over the path once more.
      if (this.short && this.hls !== undefined) {
        // The wait for the first clip is no stall.
        this.started = false;
        this.again = true;
        this.forgetFrom(this.secondClipSeconds);
        video.currentTime = 0;
        this.goOn();
      }
    });
    for (const event of ['seeked', 'canplay']) {
      video.addEventListener(event, () => {
        if (this.again && video.paused) {
          this.goOn();
        }
      });
    }
    video.addEventListener('error', () => {
      // With hls.js its own error says more; this is for the browser's own HLS.
      if (this.hls === undefined && video.error !== null) {
        this.mediaErrors++;
        this.listener.onProblem(`The browser stopped playing: ${video.error.message || 'it gave no reason'}.`);
      }
    });
  }

  /**
   * Starts a presentation, in place of the one before.
   *
   * @param session sent along with each request, as CMCD's session id
   * @param secondClipSeconds where the second clip starts: the first one may stay when the title starts again
   */
  play(url: string, session: string, titleId: string, secondClipSeconds: number): void {
    this.stop();
    this.secondClipSeconds = secondClipSeconds;
    if (Hls.isSupported()) {
      const hls = new Hls({
        cmcd: { sessionId: session, contentId: titleId, useHeaders: false },
        maxBufferLength: this.bufferSeconds(),
        maxMaxBufferLength: this.bufferSeconds(),
        backBufferLength: 30,
        capLevelToPlayerSize: true,
        manifestLoadPolicy: patient(Hls.DefaultConfig.manifestLoadPolicy),
        playlistLoadPolicy: patient(Hls.DefaultConfig.playlistLoadPolicy),
        fragLoadPolicy: patient(Hls.DefaultConfig.fragLoadPolicy),
      });
      this.hls = hls;
      hls.on(Events.ERROR, (_, data) => {
        this.onError(hls, data);
      });
      hls.on(Events.FRAG_BUFFERED, () => {
        this.listener.onProblem('');
      });
      hls.on(Events.MANIFEST_PARSED, (_, data) => {
        // From the last on, so that the indexes of the others stay.
        for (const level of unheardLevels(data.levels, data.audioTracks, outputChannels()).reverse()) {
          hls.removeLevel(level);
        }
      });
      hls.loadSource(url);
      hls.attachMedia(this.video);
    } else if (this.video.canPlayType('application/vnd.apple.mpegurl') !== '') {
      this.video.src = url;
    } else {
      this.listener.onProblem(
        'This browser can play neither Media Source Extensions nor HLS, so it cannot play this title.',
      );
      return;
    }
    this.goOn();
  }

  private goOn(): void {
    this.video.play().catch(() => {
      // Not allowed to start by itself: the video's own controls start it.
    });
  }

  private bufferSeconds(): number {
    return this.short ? SHORT_BUFFER_SECONDS : BUFFER_SECONDS;
  }

  /** Keeps little buffered and plays over and over, or as usual. */
  setShort(short: boolean): void {
    this.short = short;
    if (this.hls !== undefined) {
      this.hls.config.maxBufferLength = this.bufferSeconds();
      this.hls.config.maxMaxBufferLength = this.bufferSeconds();
    }
  }

  /** Drops what is buffered from a position on; it is requested again. */
  forgetFrom(seconds: number): void {
    this.hls?.trigger(Events.BUFFER_FLUSHING, { startOffset: seconds, endOffset: Number.POSITIVE_INFINITY, type: null });
  }

  /** Ends the presentation and forgets what was counted. */
  stop(): void {
    this.hls?.destroy();
    this.hls = undefined;
    this.started = false;
    this.again = false;
    this.stalls = 0;
    this.starvations = 0;
    this.starving = false;
    this.mediaErrors = 0;
    this.recoveries = 0;
    if (this.video.src !== '') {
      this.video.removeAttribute('src');
      this.video.load();
    }
  }

  playback(): Playback {
    const quality = this.video.getVideoPlaybackQuality();
    return {
      framesDecoded: quality.totalVideoFrames,
      framesDropped: quality.droppedVideoFrames,
      stalls: this.stalls,
      starvations: this.starvations,
      starving: this.starving,
      mediaErrors: this.mediaErrors,
      bufferSeconds: this.buffered(),
      width: this.video.videoWidth,
      height: this.video.videoHeight,
    };
  }

  private buffered(): number {
    const { buffered, currentTime } = this.video;
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= currentTime + 0.1 && currentTime <= buffered.end(i)) {
        return buffered.end(i) - currentTime;
      }
    }
    return 0;
  }

  private onError(hls: Hls, data: ErrorData): void {
    if (data.type === ErrorTypes.MEDIA_ERROR && data.details !== ErrorDetails.BUFFER_STALLED_ERROR) {
      this.mediaErrors++;
    }
    if (!data.fatal) {
      if (data.type === ErrorTypes.NETWORK_ERROR && this.buffered() < STARVED_SECONDS) {
        this.listener.onProblem(tryingAgain(data));
      }
      return;
    }
    if (data.type === ErrorTypes.MEDIA_ERROR && this.recoveries === 0) {
      this.recoveries++;
      hls.recoverMediaError();
      return;
    }
    this.listener.onProblem(inWords(data));
    hls.destroy();
  }
}

/** What a viewer is told whose player waits for what it asks for again and again. */
export function tryingAgain(data: { response?: { code?: number } | undefined }): string {
  const code = data.response?.code;
  return code === undefined || code === 0
    ? 'The edge does not answer; trying again.'
    : `The edge could not send the next part (it answered ${code}); trying again.`;
}

/** A fatal error in plain words: what happened, and what can be done. */
export function inWords(
  data: Pick<ErrorData, 'type' | 'details'> & { response?: { code?: number } | undefined },
): string {
  const code = data.response?.code;
  switch (data.type) {
    case ErrorTypes.NETWORK_ERROR:
      if (code === 404) {
        return 'The edge does not have this title any more. Reload the page to see what it has.';
      }
      return code === undefined || code === 0
        ? 'The connection to the edge was lost. Check that it is running, then reload the page.'
        : `The edge could not send the video (it answered ${code}). Reload the page to try again.`;
    case ErrorTypes.MEDIA_ERROR:
      return `The browser could not decode the video (${data.details}).`;
    case ErrorTypes.MUX_ERROR:
    case ErrorTypes.KEY_SYSTEM_ERROR:
    case ErrorTypes.OTHER_ERROR:
      return `The player stopped (${data.details}). Reload the page to try again.`;
  }
}
