import { defineConfig } from 'vitest/config';

/** For `npm run test:live` alone: one contract file after the other, at the pace of a real account. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/contract/**/*.contract.test.ts'],
    setupFiles: [new URL('./setup.ts', import.meta.url).pathname],
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
