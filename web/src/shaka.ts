/** Plays HLS and DASH with Shaka Player. */
import shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { mayAnswerLater, whenPlayable, type Failure, type Library, type LibraryListener, type Presentation } from './library';

/** Shaka's error codes and categories that matter here (shaka.util.Error). */
const BAD_HTTP_STATUS = 1001;
const LOAD_INTERRUPTED = 7000;
const NETWORK = 1;
const MEDIA = 3;
const MANIFEST = 4;
const CRITICAL = 2;

/** Shaka waits this long before each retry; its own delays would grow without end. */
const RETRY_MILLIS = 1000;
/** The least that stays before what is dropped ahead: Shaka takes 0 for everything. */
const MIN_MARGIN_SECONDS = 0.1;

interface ShakaError {
  code: number;
  category: number;
  severity: number;
  /** Of BAD_HTTP_STATUS, the second one is the status. */
  data: unknown[];
}

function status({ code, data }: ShakaError): number {
  return code === BAD_HTTP_STATUS && typeof data[1] === 'number' ? data[1] : 0;
}

/** An error, as the page tells it. */
export function failure(error: ShakaError): Failure {
  const details = `Shaka ${error.code}`;
  switch (error.category) {
    case NETWORK:
      return { kind: 'network', code: status(error) };
    case MEDIA:
      return { kind: 'media', details };
    case MANIFEST:
      return { kind: 'manifest', details };
    default:
      return { kind: 'other', details };
  }
}

/** Opens a presentation. */
export function open(video: HTMLVideoElement, { url, session, from }: Presentation, listener: LibraryListener): Library {
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  player.configure({ abr: { restrictToElementSize: true } });
  if (session !== undefined) {
    const retryParameters = { maxAttempts: Number.MAX_SAFE_INTEGER, baseDelay: RETRY_MILLIS, backoffFactor: 1 };
    player.configure({
      cmcd: { enabled: true, sessionId: session.id, contentId: session.title, useHeaders: false },
      manifest: { retryParameters },
      streaming: { retryParameters },
    });
    player.getNetworkingEngine()?.addEventListener('retry', (event) => {
      const code = status((event as Event & { error: ShakaError }).error);
      if (mayAnswerLater(code)) {
        listener.onRetry(code);
      } else {
        event.preventDefault();
      }
    });
  }
  const failed = (error: ShakaError) => {
    if (error.category === MEDIA) {
      listener.onMediaError();
    }
    if (error.severity === CRITICAL && error.code !== LOAD_INTERRUPTED) {
      listener.onFailure(failure(error));
    }
  };
  player.addEventListener('error', (event) => {
    failed((event as Event & { detail: ShakaError }).detail);
  });
  player.addEventListener('segmentappended', () => {
    listener.onMedia();
  });
  let closed = false;
  let stopWaiting: () => void = () => undefined;
  const opened = async () => {
    await player.attach(video);
    await player.load(url, from?.seconds);
    // It has loaded as soon as there is the first picture.
    if (!closed) {
      stopWaiting = whenPlayable(video, () => {
        listener.onReady();
      });
    }
  };
  opened().catch((error: unknown) => {
    failed(error as ShakaError);
  });
  return {
    setBuffer: (seconds) => {
      player.configure('streaming.bufferingGoal', seconds);
    },
    forgetFrom: (seconds) => {
      const active = player.getVariantTracks().find((track) => track.active);
      if (active !== undefined) {
        const ahead = seconds - video.currentTime;
        const margin = ahead > 0 ? Math.max(MIN_MARGIN_SECONDS, ahead) : 0;
        // Selecting what is selected drops the buffer. Shaka's own adaptation would object to a selection.
        player.configure('abr.enabled', false);
        player.selectVariantTrack(active, true, margin);
        player.configure('abr.enabled', true);
      }
    },
    close: async () => {
      closed = true;
      stopWaiting();
      await player.destroy();
    },
  };
}
