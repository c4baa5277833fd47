/** Plays HLS with the browser itself, where it has no Media Source Extensions. */
import { whenPlayable, type Library, type LibraryListener, type Presentation } from './library';

/** So long after the facts of a title, without any data to play, an element is told to play all the same. */
const MAX_WAIT_FOR_DATA_MILLIS = 2000;

/**
 * Calls back once an element can play, or may wait to be told to: iPhones fetch the facts of a title and no more until
 * then. Returns what ends the waiting.
 *
 * In low-power mode they fetch nothing at all, so that this waits until the viewer uses the controls.
 */
export function whenPlayableOrIdle(video: HTMLVideoElement, heard: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopWaiting: () => void = () => undefined;
  const stop = () => {
    clearTimeout(timer);
    video.removeEventListener('loadedmetadata', onFacts);
    stopWaiting();
  };
  const begin = () => {
    stop();
    heard();
  };
  const onFacts = () => {
    timer = setTimeout(begin, MAX_WAIT_FOR_DATA_MILLIS);
  };
  video.addEventListener('loadedmetadata', onFacts, { once: true });
  stopWaiting = whenPlayable(video, begin);
  return stop;
}

/**
 * Opens a presentation at its beginning. The browser decides how much it buffers, and drops nothing. It does not tell with
 * which status a request failed, so that no place is known to go on from.
 */
export function open(video: HTMLVideoElement, { url, session }: Presentation, listener: LibraryListener): Library {
  let stopWaiting: () => void = () => undefined;
  if (video.canPlayType('application/vnd.apple.mpegurl') === '' || session === undefined) {
    listener.onFailure({ kind: 'media', details: 'it has no Media Source Extensions' });
  } else {
    video.preload = 'auto';
    video.src = url;
    stopWaiting = whenPlayableOrIdle(video, () => {
      listener.onReady();
    });
  }
  const onError = () => {
    if (video.error !== null) {
      listener.onMediaError();
      listener.onFailure({ kind: 'media', details: video.error.message || 'it gave no reason' });
    }
  };
  video.addEventListener('error', onError);
  return {
    setBuffer: () => undefined,
    forgetFrom: () => undefined,
    close: () => {
      stopWaiting();
      video.removeEventListener('error', onError);
      video.removeAttribute('src');
      video.load();
      return Promise.resolve();
    },
  };
}
