import { defineConfig } from 'vite';

// The edge serves the page from the class path, below whatever path it is reached by: all references are relative.
export default defineConfig({
  base: './',
  build: {
    outDir: process.env['STARLING_WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // hls.js is most of it, and it is needed at once.
    chunkSizeWarningLimit: 700,
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
