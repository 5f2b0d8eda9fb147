import type { Clock } from './clock.ts';

export type RetrySettings = {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Decides from the error alone; anything it does not name as passing is final. */
  readonly isRetryable: (error: unknown) => boolean;
  readonly clock: Pick<Clock, 'sleep'>;
  /** A number in [0, 1): full jitter, so that workers do not come back together. */
  readonly random: () => number;
  readonly signal?: AbortSignal;
  readonly onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
};

/** Calls `attempt` until it succeeds, its error is final, or the attempts are used up; then the last error surfaces. */
export const retry = async <T>(attempt: () => Promise<T>, settings: RetrySettings): Promise<T> => {
  const { maxAttempts, baseDelayMs, maxDelayMs, isRetryable, clock, random, signal, onRetry } = settings;
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (made >= maxAttempts || signal?.aborted || !isRetryable(error)) throw error;
      const delayMs = Math.round(random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (made - 1)));
      onRetry?.(error, made, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
};
