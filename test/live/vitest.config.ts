import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** For `npm run test:live` alone: one contract file after the other, at the pace of a real account. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/contract/**/*.contract.test.ts'],
    setupFiles: [fileURLToPath(new URL('./setup.ts', import.meta.url))],
    fileParallelism: false,
    // Files share nothing but modules, and loading the SDK for each of them takes longer than its tests.
    isolate: false,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
