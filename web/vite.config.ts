import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const hls = (path: string) => fileURLToPath(new URL(`./node_modules/hls.js/${path}`, import.meta.url));
const { version } = JSON.parse(readFileSync(hls('package.json'), 'utf8')) as { version: string };

/**
 * hls.js is most of what comes before the first picture, so it is built from its source, as its own light build is, with
 * the features that the page uses: audio renditions and CMCD.
 */
const HLS_FEATURES = {
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

/** The player page requests hls.js at once, and not when its own script has come: nearly everyone plays with it. */
const preloadHls: Plugin = {
  name: 'preload-hls',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { filename, bundle }) =>
      Object.values(bundle ?? {})
        .filter((chunk) => chunk.type === 'chunk' && chunk.name === 'hlsjs' && filename.endsWith('index.html'))
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `./${fileName}` },
          injectTo: 'head',
        })),
  },
};

// The edge serves the page from the class path, below whatever path it is reached by: all references are relative.
export default defineConfig({
  base: './',
  plugins: [preloadHls],
  define: HLS_FEATURES,
  resolve: { alias: [{ find: /^hls\.js$/, replacement: hls('src/exports-named.ts') }] },
  build: {
    outDir: process.env['STARLING_WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // dash.js and Shaka are large, and loaded only if they are chosen.
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: ['index.html', 'dashboard.html'] },
  },
  // For work on the page itself: `./starling serve DIR --port 8080`, then `npm run dev`.
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/titles': 'http://127.0.0.1:8080',
    },
  },
});
