import { setTimeout as delay } from 'node:timers/promises';
import { InterruptedError } from '../core/errors.ts';
import type { Clock } from '../core/flow/clock.ts';

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      throw error;
    }
  },
};
