/**
 * A small hls.js, built from its source: it is most of what comes before the first picture. It has what titles of an edge
 * need; those of other servers get all of hls.js (src/hlsany.ts).
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const file = (path: string) => fileURLToPath(new URL(`./node_modules/hls.js/${path}`, import.meta.url));
const { version } = JSON.parse(readFileSync(file('package.json'), 'utf8')) as { version: string };

/** What is imported as `hls.js`. */
export const SOURCE = file('src/exports-named.ts');

/** Its own options: audio renditions and CMCD. */
export const FEATURES = {
  __VERSION__: JSON.stringify(version),
  __USE_ALT_AUDIO__: 'true',
  __USE_CMCD__: 'true',
  __USE_CONTENT_STEERING__: 'false',
  __USE_EME_DRM__: 'false',
  __USE_IFRAMES__: 'false',
  __USE_INTERSTITIALS__: 'false',
  __USE_M2TS_ADVANCED_CODECS__: 'false',
  __USE_MEDIA_CAPABILITIES__: 'false',
  __USE_SUBTITLES__: 'false',
  __USE_VARIABLE_SUBSTITUTION__: 'false',
};

/**
 * What no option leaves out: by file, imports for streams that no edge sends (MPEG-2 TS, plain AAC and MP3, encrypted or
 * live streams, ID3), and of what the page does not use. hls.js does without each of them.
 */
const UNUSED = new Map(
  Object.entries({
    'config.ts': [
      './controller/fps-controller',
      './controller/id3-track-controller',
      './controller/latency-controller',
      './utils/cues',
      './utils/xhr-loader',
    ],
    'crypt/decrypter.ts': ['./aes-decryptor'],
    'demux/inject-worker.ts': ['./transmuxer-worker'],
    'demux/transmuxer.ts': ['./audio/aacdemuxer', './audio/mp3demuxer', '../demux/tsdemuxer', '../remux/mp4-remuxer'],
    'remux/mp4-remuxer.ts': ['./aac-helper', './mp4-generator'],
  }).map(([path, imports]) => [file(`src/${path}`), imports]),
);
const NOTHING = '\0nothing';
const NO_EXPORTS = 'export default undefined; export const removePadding = undefined;';

export const smallHls: Plugin = {
  name: 'small-hls',
  enforce: 'pre',
  resolveId: (source, importer) => (UNUSED.get(importer ?? '')?.includes(source) ? NOTHING : undefined),
  load: (id) => (id === NOTHING ? NO_EXPORTS : undefined),
};
