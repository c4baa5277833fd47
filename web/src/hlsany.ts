/** Plays HLS of other servers, with all of hls.js: they may send what the small build of hlsjs.ts cannot play. */
import Hls from 'hls.js/dist/hls.mjs';
import { openWith, USUAL } from './hlsjs';
import { whenPlayable, type Open } from './library';

/** Opens a presentation. */
export const open: Open = (video, { url }, listener) => {
  const library = openWith(new Hls(USUAL), { video, url }, listener);
  const stopWaiting = whenPlayable(video, () => {
    listener.onReady();
  });
  return {
    ...library,
    close: () => {
      stopWaiting();
      return library.close();
    },
  };
};
