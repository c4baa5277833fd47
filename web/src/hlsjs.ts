/** Plays HLS with hls.js: titles of this edge with a small build of it (vite.config.ts). */
import Hls, {
  ErrorDetails,
  ErrorTypes,
  Events,
  FetchLoader,
  type ErrorData,
  type Fragment,
  type FragmentLoaderConstructor,
  type FragmentLoaderContext,
  type HlsConfig,
  type LoaderCallbacks,
  type LoaderConfiguration,
  type LoaderContext,
  type LoadPolicy,
  type LoaderResponse,
  PlaylistLevelType,
  type PlaylistLoaderConstructor,
  type RetryConfig,
} from 'hls.js';
import { Ahead } from './ahead';
import type { EarlyPlaylists } from './early';
import {
  isFinal,
  MAX_RETRY_SECONDS,
  mayAnswerLater,
  whenPlayable,
  type Failure,
  type Library,
  type LibraryListener,
  type Open,
} from './library';

const STEREO = 2;
/** A piece of a clip that hls.js appends by itself: the header of a CMAF chunk with its first samples. */
const PIECE_BYTES = 4096;
/** No clip is as large. While it comes, hls.js still counts its bytes, which it does not if it asks for no pieces. */
const WHOLE = Number.MAX_SAFE_INTEGER;

/** How many channels the output of sound has; two if the browser does not tell. */
function outputChannels(): number {
  try {
    const context = new AudioContext();
    const channels = context.destination.maxChannelCount;
    void context.close();
    return channels;
  } catch {
    return STEREO;
  }
}

/** What is needed of an audio rendition. */
interface Sound {
  groupId: string;
  channels?: string | undefined;
}

function channelsOf({ channels }: Sound): number {
  return parseInt(channels ?? String(STEREO));
}

/**
 * The levels whose sound has more channels than the output: they cost bits that nobody hears. None if all have.
 *
 * @param tracks all audio renditions; CHANNELS is 2 where it is missing
 */
export function unheardLevels(
  levels: { audioGroups: (string | undefined)[] | undefined }[],
  tracks: Sound[],
  channels: number,
): number[] {
  const heard = (group: string | undefined): boolean =>
    tracks.every((track) => track.groupId !== group || channelsOf(track) <= channels);
  const unheard = levels.flatMap((level, index) => ((level.audioGroups ?? []).every(heard) ? [] : [index]));
  return unheard.length < levels.length ? unheard : [];
}

function isWorthRetrying(isTimeout: boolean, response: Pick<LoaderResponse, 'code'> | undefined): boolean {
  return isTimeout || (response?.code !== undefined && mayAnswerLater(response.code));
}

/** The policy of asking again for as long as the edge may still answer. By itself hls.js gives up at once. */
export function patient({ default: usual }: LoadPolicy): LoadPolicy {
  const retry: RetryConfig = {
    maxNumRetry: Number.MAX_SAFE_INTEGER,
    retryDelayMs: 250,
    maxRetryDelayMs: MAX_RETRY_SECONDS * 1000,
    backoff: 'exponential',
    shouldRetry: (_config, _count, isTimeout, response) => isWorthRetrying(isTimeout, response),
  };
  return { default: { ...usual, timeoutRetry: retry, errorRetry: retry } };
}

/** A fatal error, as the page tells it. */
export function failure(data: Pick<ErrorData, 'type' | 'details'> & { response?: { code?: number } | undefined }): Failure {
  switch (data.type) {
    case ErrorTypes.NETWORK_ERROR:
      return data.details === ErrorDetails.MANIFEST_PARSING_ERROR || data.details === ErrorDetails.LEVEL_PARSING_ERROR
        ? { kind: 'manifest', details: data.details }
        : { kind: 'network', code: data.response?.code };
    case ErrorTypes.MEDIA_ERROR:
      return { kind: 'media', details: data.details };
    case ErrorTypes.MUX_ERROR:
    case ErrorTypes.KEY_SYSTEM_ERROR:
    case ErrorTypes.OTHER_ERROR:
      return { kind: 'other', details: data.details };
  }
}

/** Takes playlists that the page has requested already, and requests the others. */
function playlistLoader(early: EarlyPlaylists): PlaylistLoaderConstructor {
  class EarlyLoader extends FetchLoader {
    private waiting = false;

    protected override loadInternal(): void {
      const { context, stats } = this;
      const requested = context === null ? undefined : early.take(context.url);
      if (context === null || requested === undefined) {
        super.loadInternal();
        return;
      }
      this.waiting = true;
      requested.then(
        (data) => {
          if (this.waiting) {
            stats.loading.first = stats.loading.end = performance.now();
            stats.loaded = stats.total = data.length;
            this.callbacks?.onSuccess({ url: context.url, data, code: 200 }, stats, context, null);
          }
        },
        () => {
          if (this.waiting) {
            super.loadInternal();
          }
        },
      );
    }

    protected override abortInternal(): void {
      this.waiting = false;
      super.abortInternal();
    }
  }
  return EarlyLoader as unknown as PlaylistLoaderConstructor;
}

/**
 * Hands over the first clip in pieces, so that the first picture is shown before all of it is there. Later ones come
 * whole: with what is left of a buffer, pieces would be played one by one, and what is dropped from the buffer would miss
 * those that have come before. Sound comes whole, too: hls.js keeps its pieces until the pictures have told their times,
 * but passes on those that come just then, before the ones that it has kept.
 *
 * @param awaited the kinds of fragments of which none has come
 */
function clipLoader(awaited: Set<PlaylistLevelType>): FragmentLoaderConstructor {
  class ClipLoader extends FetchLoader {
    override load(context: FragmentLoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
      const kind = context.frag.type;
      const isMedia = Number.isFinite(config.highWaterMark);
      const highWaterMark = !isMedia ? Infinity : awaited.has(kind) ? PIECE_BYTES : WHOLE;
      super.load(context, { ...config, highWaterMark }, {
        ...callbacks,
        onSuccess: (...result) => {
          if (isMedia) {
            awaited.delete(kind);
          }
          callbacks.onSuccess(...result);
        },
      });
    }
  }
  return ClipLoader as unknown as FragmentLoaderConstructor;
}

/** What is played with, whoever sends the title. */
export const USUAL: Partial<HlsConfig> = { backBufferLength: 30, capLevelToPlayerSize: true };

/** Opens a title of this edge. */
export const open: Open = (video, { url, session, early, from }, listener) => {
  const { manifestLoadPolicy, playlistLoadPolicy, fragLoadPolicy } = Hls.DefaultConfig;
  const ahead = new Ahead();
  const hls = new Hls({
    ...USUAL,
    ...ahead.controllers,
    loader: FetchLoader,
    progressive: true,
    startFragPrefetch: true,
    fLoader: clipLoader(new Set([PlaylistLevelType.MAIN])),
    ...(from === undefined ? {} : { startPosition: from.seconds }),
    ...(early === undefined ? {} : { pLoader: playlistLoader(early) }),
    ...(session === undefined
      ? {}
      : {
          cmcd: { sessionId: session.id, contentId: session.title, useHeaders: false },
          manifestLoadPolicy: patient(manifestLoadPolicy),
          playlistLoadPolicy: patient(playlistLoadPolicy),
          fragLoadPolicy: patient(fragLoadPolicy),
        }),
  });
  let isStarted = false;
  let stopWaiting: () => void = () => undefined;
  hls.on(Events.FRAG_BUFFERED, (_, { frag }) => {
    if (!isStarted && frag.type === PlaylistLevelType.MAIN) {
      isStarted = true;
      // Not before: with the first piece of a clip alone, playback would begin and stop again. Sound may be on its way.
      stopWaiting = whenPlayable(video, () => {
        listener.onReady();
      });
    }
  });
  hls.on(Events.ERROR, (_, { type, fatal, response }) => {
    // Without another level to switch to, hls.js requests it again and again, whatever the policy answers. Instead of a
    // switch the page takes the manifest anew, if the title was replaced: it tells what there is now.
    if (type === ErrorTypes.NETWORK_ERROR && !fatal && isFinal(response?.code)) {
      listener.onFailure({ kind: 'network', code: response?.code });
    }
  });
  const library = openWith(hls, { video, url }, listener);
  ahead.attach(hls, video);
  return {
    ...library,
    ahead,
    close: () => {
      stopWaiting();
      ahead.close();
      return library.close();
    },
  };
};

/** The fragment of pictures that is on its way. */
export class Arriving {
  private coming: Fragment | undefined;

  constructor(hls: Pick<Hls, 'on'>) {
    hls.on(Events.FRAG_LOADING, (_, { frag }) => {
      this.coming = frag.type === PlaylistLevelType.MAIN ? frag : this.coming;
    });
    const over = (frag: Fragment | undefined) => {
      this.coming = frag === this.coming ? undefined : this.coming;
    };
    hls.on(Events.FRAG_LOADED, (_, { frag }) => {
      over(frag);
    });
    hls.on(Events.FRAG_LOAD_EMERGENCY_ABORTED, (_, { frag }) => {
      over(frag);
    });
    hls.on(Events.ERROR, (_, { frag }) => {
      over(frag);
    });
  }

  /** Its bytes that have come; undefined if none is on its way. */
  get bytes(): number | undefined {
    return this.coming?.stats.loaded;
  }
}

/** Loads a presentation with an instance of any build of hls.js. */
export function openWith(hls: Hls, { video, url }: { video: HTMLVideoElement; url: string }, listener: LibraryListener): Library {
  let recoveries = 0;
  hls.on(Events.ERROR, (_, data) => {
    if (data.type === ErrorTypes.MEDIA_ERROR && data.details !== ErrorDetails.BUFFER_STALLED_ERROR) {
      listener.onMediaError();
    }
    if (!data.fatal) {
      if (data.type === ErrorTypes.NETWORK_ERROR) {
        listener.onRetry(data.response?.code);
      }
    } else if (data.type === ErrorTypes.MEDIA_ERROR && recoveries === 0) {
      recoveries++;
      hls.recoverMediaError();
    } else {
      listener.onFailure(failure(data));
    }
  });
  hls.on(Events.FRAG_BUFFERED, () => {
    listener.onMedia();
  });
  hls.on(Events.MANIFEST_PARSED, (_, data) => {
    // The output is looked at only where that matters: it takes a tenth of a second.
    const channels = data.audioTracks.some((track) => channelsOf(track) > STEREO) ? outputChannels() : STEREO;
    // From the last on, so that the indexes of the others stay.
    for (const level of unheardLevels(data.levels, data.audioTracks, channels).reverse()) {
      hls.removeLevel(level);
    }
  });
  const arriving = new Arriving(hls);
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    arrivedBytes: () => arriving.bytes,
    setBuffer: (seconds) => {
      hls.config.maxBufferLength = seconds;
      hls.config.maxMaxBufferLength = seconds;
    },
    forgetFrom: (seconds) => {
      hls.trigger(Events.BUFFER_FLUSHING, { startOffset: seconds, endOffset: Number.POSITIVE_INFINITY, type: null });
    },
    close: () => {
      hls.destroy();
      return Promise.resolve();
    },
  };
}
