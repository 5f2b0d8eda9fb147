import { InterruptedError } from '../../core/errors.ts';
import type { Clock } from '../../core/flow/clock.ts';

export type SimulatedClock = Clock & {
  /** Every sleep that was asked for, in order. */
  readonly sleptMs: readonly number[];
};

/**
 * A clock whose time passes only in sleeps: when everything waits, the earliest sleeper wakes. Hours take
 * milliseconds, and the order of events is the same in every run.
 */
export const createSimulatedClock = (startMs = Date.UTC(2026, 0, 1)): SimulatedClock => {
  let nowMs = startMs;
  const sleptMs: number[] = [];
  const sleepers: { readonly dueMs: number; readonly wake: () => void }[] = [];
  let isTurning = false;

  const turn = async () => {
    isTurning = true;
    while (sleepers.length > 0) {
      // Everything that can go on without time passing goes on first.
      await new Promise((resolve) => setImmediate(resolve));
      sleepers.sort((a, b) => a.dueMs - b.dueMs);
      const next = sleepers.shift();
      if (next === undefined) break;
      nowMs = Math.max(nowMs, next.dueMs);
      next.wake();
    }
    isTurning = false;
  };

  return {
    sleptMs,
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    sleep(ms, signal) {
      sleptMs.push(ms);
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new InterruptedError());
        const onAbort = () => reject(new InterruptedError());
        signal?.addEventListener('abort', onAbort, { once: true });
        const wake = () => {
          // A run has one signal and sleeps thousands of times.
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        sleepers.push({ dueMs: nowMs + ms, wake });
        if (!isTurning) void turn();
      });
    },
  };
};
