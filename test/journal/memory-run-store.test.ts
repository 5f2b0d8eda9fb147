import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import { describeRunStore } from './run-store.contract.ts';

describeRunStore('memory', async () => {
  const storage = createMemoryRunStorage();
  const dead = new Set<number>();
  let nowMs = Date.UTC(2026, 0, 1);
  return {
    openStore: ({ host = 'laptop', processId = 100, breakLock = false } = {}) =>
      createMemoryRunStore({
        storage,
        clock: { nowMs: () => nowMs },
        host,
        processId,
        isProcessAlive: (holder) => !dead.has(holder.processId),
        breakLock,
      }),
    kill: (processId) => dead.add(processId),
    passTime: (ms) => {
      nowMs += ms;
    },
  };
});
