import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compressed } from './compressed.mjs';

/** `npm run build` writes static files to `dist`; `npx vite apps/dashboard` serves them anew at each change. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [compressed],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined as data: addresses they would be refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    // The chart library comes apart from the page, after it.
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
    // Directives for servers that render React say nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  server: {
    proxy: Object.fromEntries(
      ['/v1', '/health', '/signed-in'].map((path) => [path, 'http://127.0.0.1:3000']),
    ),
  },
});
