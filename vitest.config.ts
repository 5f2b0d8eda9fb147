import { defineConfig } from 'vitest/config';

/** The functions as they are deployed, instead of their sources. */
const bundles = { FUNCTIONS_FROM: 'bundle' };

/** They start so many containers that `npm test` would take twice as long: `npm run slow` runs them, on the bundles. */
const manyContainers = [
  'bind-user-handler',
  'guard-sign-up',
  'guard-sign-up-handler',
  'guard-target-kinds',
  'issue-claims',
  'life-of-a-claim',
  'migrate-user-handler',
  'source-role',
  'unsilenced-alarms',
  'wrappers',
].map((name) => `test/functions/${name}.test.ts`);

/** What starts a process for every test, or sweeps. It stands beside its subject, and runs with the sweeps. */
const manyProcesses = [
  'import/import-endings',
  'journal/kill-sweep',
  'sandbox/function-registry',
  'sandbox/import-jobs-on-demand',
  'sandbox/trigger-failures',
  'sandbox/user-migration',
  'undo-import/undo-command',
].map((name) => `test/${name}.test.ts`);

export default defineConfig({
  test: {
    // One less than the cores, by default: most tests wait for other processes.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'test',
          include: ['test/**/*.test.ts'],
          exclude: ['test/slow/**', ...manyContainers, ...manyProcesses],
        },
      },
      { extends: true, test: { name: 'bundles', include: ['test/functions/*.test.ts'], env: bundles } },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts', ...manyProcesses],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          env: bundles,
        },
      },
    ],
  },
});
