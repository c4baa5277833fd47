import { defineConfig } from 'vite';

// The dashboard, beside the player page, whose files `vite build` writes first.
export default defineConfig({
  base: './',
  publicDir: false,
  build: {
    outDir: process.env['STARLING_WEB_OUT'] ?? 'dist',
    emptyOutDir: false,
    target: 'es2023',
    rolldownOptions: { input: 'dashboard.html' },
  },
});
