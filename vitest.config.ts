import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    include: ['{server,db,sandbox,scripts,components,app,docs,bench}/**/*.test.{ts,tsx}'],
    globalSetup: ['./sandbox/postgres/vitest-setup.ts'],
    maxWorkers: 2,
    // Each file has a database of its own, and no module keeps anything of a test: loading the whole of Folio anew for
    // each of two hundred files took longer than their tests.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
