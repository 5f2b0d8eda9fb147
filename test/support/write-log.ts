import type { FakeTable } from './fake-table.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** Notes when a table is written to, a unit each. */
export const createWriteLog = (table: FakeTable, clock: SimulatedClock) => {
  const atMs: number[] = [];
  table.beforeWrite = () => void atMs.push(clock.monotonicMs());
  return {
    writes: () => atMs.length,
    lastAtMs: () => atMs.at(-1) ?? 0,
    /** From the beginning to the last write. */
    perSecond: () => atMs.length / ((atMs.at(-1) ?? 0) / 1000),
    /** The most writes in any stretch of so many milliseconds. */
    busiestWindow(windowMs: number): number {
      let most = 0;
      let end = 0;
      for (const [start, fromMs] of atMs.entries()) {
        while (end < atMs.length && (atMs[end] as number) < fromMs + windowMs) end += 1;
        most = Math.max(most, end - start);
      }
      return most;
    },
  };
};
