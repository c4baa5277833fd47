import { defineConfig, type Plugin } from 'vite';
import { FEATURES, smallHls, SOURCE } from './vite.hls.ts';

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

// The player page. It shares no file with the dashboard (vite.dashboard.config.ts): each file costs a round trip.
// The edge serves the page from the class path, below whatever path it is reached by: all references are relative.
export default defineConfig({
  base: './',
  plugins: [smallHls, preloadHls],
  define: FEATURES,
  resolve: { alias: [{ find: /^hls\.js$/, replacement: SOURCE }] },
  build: {
    outDir: process.env['STARLING_WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // dash.js and Shaka are large, and loaded only if they are chosen.
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: 'index.html' },
  },
  // For work on the page itself: `./starling serve DIR --port 8080`, then `npm run dev`.
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/titles': 'http://127.0.0.1:8080',
    },
  },
});
