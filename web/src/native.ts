/** Plays HLS with the browser itself, where it has no Media Source Extensions. */
import { whenPlayable, type Library, type LibraryListener, type Presentation } from './library';

/** Opens a presentation. The browser decides how much it buffers, and drops nothing. */
export function open(video: HTMLVideoElement, { url, session }: Presentation, listener: LibraryListener): Library {
  let stopWaiting: () => void = () => undefined;
  if (video.canPlayType('application/vnd.apple.mpegurl') === '' || session === undefined) {
    listener.onFailure({ kind: 'media', details: 'it has no Media Source Extensions' });
  } else {
    video.preload = 'auto';
    video.src = url;
    stopWaiting = whenPlayable(video, () => {
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
