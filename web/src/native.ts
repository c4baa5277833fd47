/** Plays HLS with the browser itself, where it has no Media Source Extensions. */
import type { Library, LibraryListener, Presentation } from './library';

/** Opens a presentation. The browser decides how much it buffers, and drops nothing. */
export function open(video: HTMLVideoElement, { url, session }: Presentation, listener: LibraryListener): Library {
  if (video.canPlayType('application/vnd.apple.mpegurl') === '' || session === undefined) {
    listener.onFailure({ kind: 'media', details: 'it has no Media Source Extensions' });
  } else {
    video.src = url;
    listener.onReady();
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
      video.removeEventListener('error', onError);
      video.removeAttribute('src');
      video.load();
      return Promise.resolve();
    },
  };
}
