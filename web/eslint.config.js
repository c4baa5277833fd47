import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'target', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // Plain scripts for Node.
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(['process', 'console', 'document', 'window', 'performance', 'URL', 'MediaSource', 'HTMLMediaElement', 'Hls', 'dashjs', 'shaka', 'starling', 'setInterval', 'setTimeout', 'MutationObserver', 'Event', 'EventSource', 'PerformanceObserver', 'requestAnimationFrame', 'fetch'].map((name) => [name, 'readonly'])),
    },
  },
);
