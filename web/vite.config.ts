import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The editors of diagrams and forms share parts, which do not work across two copies.
  resolve: { dedupe: ['preact'] },
  build: { outDir: '../dist/web', emptyOutDir: true, chunkSizeWarningLimit: 2400 },
  server: { port: 3300, proxy: { '/api': `http://127.0.0.1:${process.env.API_PORT ?? 3000}` } },
});
