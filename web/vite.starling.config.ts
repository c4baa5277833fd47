import { defineConfig } from 'vite';

// starling.js: one classic script without a hash in its name, beside the page's files, which `vite build` writes first.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: process.env['STARLING_WEB_OUT'] ?? 'dist',
    emptyOutDir: false,
    target: 'es2020',
    lib: { entry: 'src/starling.ts', name: 'starlingScript', formats: ['iife'], fileName: () => 'starling.js' },
  },
});
