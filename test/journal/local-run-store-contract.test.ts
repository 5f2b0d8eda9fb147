import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { createLocalRunStore } from '../../scripts/files/local-run-store.ts';
import { describeRunStore } from './run-store.contract.ts';

const directories: string[] = [];
afterAll(() => Promise.all(directories.map((each) => rm(each, { recursive: true, force: true }))));

describeRunStore('a directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'poolferry-runs-'));
  directories.push(directory);
  const dead = new Set<number>();
  let nowMs = Date.UTC(2026, 0, 1);
  return {
    openStore: ({ host = 'laptop', processId = 100, breakLock = false } = {}) => {
      const store = createLocalRunStore({
        stateDirectory: join(directory, '.poolferry'),
        hostName: host,
        processId,
        isProcessAlive: (holder) => !dead.has(holder.processId),
        clock: { nowMs: () => nowMs },
        breakLock,
      });
      // A process that really dies closes its files; one that only plays dead must do so later.
      onTestFinished(() => store.closeAll());
      return store;
    },
    kill: (processId) => dead.add(processId),
    passTime: (ms) => {
      nowMs += ms;
    },
  };
});
