import { defineConfig } from 'vitest/config';

/** The functions as they are deployed, instead of their sources. */
const bundles = { FUNCTIONS_FROM: 'bundle' };

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'test', include: ['test/**/*.test.ts'], exclude: ['test/slow/**'] } },
      { extends: true, test: { name: 'bundles', include: ['test/functions/*.test.ts'], env: bundles } },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          env: bundles,
        },
      },
    ],
  },
});
