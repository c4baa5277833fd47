/** Plays HLS with hls.js. */
import Hls, {
  ErrorDetails,
  ErrorTypes,
  Events,
  type ErrorData,
  type LoadPolicy,
  type LoaderResponse,
  type RetryConfig,
} from 'hls.js';
import { MAX_RETRY_SECONDS, mayAnswerLater, start, type Failure, type Library, type LibraryListener, type Presentation } from './library';

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

/** Opens a presentation. */
export function open(video: HTMLVideoElement, { url, session }: Presentation, listener: LibraryListener): Library {
  const { manifestLoadPolicy, playlistLoadPolicy, fragLoadPolicy } = Hls.DefaultConfig;
  const hls = new Hls({
    backBufferLength: 30,
    capLevelToPlayerSize: true,
    ...(session === undefined
      ? {}
      : {
          cmcd: { sessionId: session.id, contentId: session.title, useHeaders: false },
          manifestLoadPolicy: patient(manifestLoadPolicy),
          playlistLoadPolicy: patient(playlistLoadPolicy),
          fragLoadPolicy: patient(fragLoadPolicy),
        }),
  });
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
    // From the last on, so that the indexes of the others stay.
    for (const level of unheardLevels(data.levels, data.audioTracks, outputChannels()).reverse()) {
      hls.removeLevel(level);
    }
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  start(video);
  return {
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
