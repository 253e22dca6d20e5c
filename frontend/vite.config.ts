/** Builds the dashboard into `dist`, which the gateway serves, and prints what a first visit has to load. */
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const budgetKb = 250;

/** Fails the build when the JavaScript that the first page needs outgrows its budget. */
const initialSize = (): Plugin => ({
  name: 'initial-size',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
    const initial = new Set<string>();
    const visit = (fileName: string): void => {
      if (initial.has(fileName)) return;
      initial.add(fileName);
      named.get(fileName)?.imports.forEach(visit);
    };
    chunks.filter((chunk) => chunk.isEntry).forEach((chunk) => visit(chunk.fileName));
    // One language is loaded before the first paint; the larger one is counted.
    const languages = chunks.filter((chunk) => /\/locales\/\w+\/first\./.test(chunk.facadeModuleId ?? ''));
    const largest = languages.sort((a, b) => b.code.length - a.code.length)[0];
    if (largest) visit(largest.fileName);
    const bytes = [...initial].reduce((sum, name) => sum + gzipSync(named.get(name)?.code ?? '').length, 0);
    const kb = Math.round(bytes / 100) / 10;
    this.info(`initial JavaScript: ${kb} kB gzip in ${initial.size} files (budget ${budgetKb} kB)`);
    if (kb > budgetKb) this.error(`The initial JavaScript is ${kb} kB gzip; the budget is ${budgetKb} kB.`);
  },
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), initialSize()],
  resolve: { conditions: ['@cspmexa/source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // A file for each icon would be dozens of requests.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'icons', test: /@tabler.icons-react/ }] } } },
  },
  server: { port: 3000, host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8050' } },
});
