import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * What starts many processes, containers of functions among them, or sweeps. It stands beside its subject, and runs with the
 * sweeps: `npm run slow`. Of every rule in them, something quicker is in `npm test`.
 */
const manyProcesses = [
  'demo/seed',
  'functions/bind-user-handler',
  'functions/guard-sign-up',
  'functions/guard-sign-up-handler',
  'functions/guard-target-kinds',
  'functions/issue-claims',
  'functions/life-of-a-claim',
  'functions/migrate-user-handler',
  'functions/source-role',
  'functions/unsilenced-alarms',
  'functions/wrappers',
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
    // Two fifths of the time went into reading the same modules again for every file. `leave-as-found.ts` holds files to what that takes.
    isolate: false,
    setupFiles: ['test/support/leave-as-found.ts'],
    // Of programs that tests start, most of the time would go into reading and compiling the same modules again.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'poolferry-compile-cache') },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // How soon another process does something, no test knows. What never happens ends in the message of the poll.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'test', include: ['test/**/*.test.ts'], exclude: ['test/slow/**', ...manyProcesses] },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts', ...manyProcesses],
          // The longest of them take two minutes here; a machine that is slower, or has other work, takes many times that.
          testTimeout: 1_800_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
