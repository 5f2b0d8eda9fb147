import { describe, expect, it } from 'vitest';
import { type RetrySettings, retry } from '../../core/flow/retry.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';

const settings = (overrides: Partial<RetrySettings> = {}): RetrySettings => ({
  maxAttempts: 4,
  baseDelayMs: 100,
  maxDelayMs: 250,
  isRetryable: (error) => (error as Error).message === 'busy',
  clock: createSimulatedClock(),
  random: () => 1,
  ...overrides,
});

const failing = (messages: string[]) => {
  let calls = 0;
  return {
    calls: () => calls,
    attempt: async () => {
      const message = messages[calls];
      calls += 1;
      if (message !== undefined) throw new Error(message);
      return 'done';
    },
  };
};

describe('a retry', () => {
  it('returns the first success and waits longer each time, up to the cap', async () => {
    const clock = createSimulatedClock();
    const { attempt } = failing(['busy', 'busy', 'busy']);

    await expect(retry(attempt, settings({ clock }))).resolves.toBe('done');
    expect(clock.sleptMs).toEqual([100, 200, 250]);
  });

  it('spreads its waits by the given randomness', async () => {
    const clock = createSimulatedClock();

    await retry(failing(['busy']).attempt, settings({ clock, random: () => 0.25 }));

    expect(clock.sleptMs).toEqual([25]);
  });

  it('surfaces the last error when the attempts are used up', async () => {
    const { attempt, calls } = failing(['busy', 'busy', 'busy', 'busy', 'busy']);

    await expect(retry(attempt, settings())).rejects.toThrow('busy');
    expect(calls()).toBe(4);
  });

  it('does not repeat what is not known to pass', async () => {
    const { attempt, calls } = failing(['denied']);

    await expect(retry(attempt, settings())).rejects.toThrow('denied');
    expect(calls()).toBe(1);
  });

  it('stops at once when interrupted', async () => {
    const { attempt, calls } = failing(['busy']);

    await expect(retry(attempt, settings({ signal: AbortSignal.abort() }))).rejects.toThrow('busy');
    expect(calls()).toBe(1);
  });
});
