import type { Clock } from './clock.ts';

/** Paces calls against a quota that is shared with the application. */
export type RateLimit = {
  /** Waits until a call may start. Callers are let through in the order they asked. */
  acquire(signal?: AbortSignal): Promise<void>;
  /** Charges units that a finished call turned out to have cost, beyond `unitsPerCall`. */
  charge(units: number): void;
};

export type AdaptiveRateLimit = RateLimit & {
  /**
   * The service refuses what the limit allows: goes on at this share of the present rate. It comes back by itself, slowly.
   * Counts once a second, however many calls are refused at a time.
   */
  slowDown(share: number): void;
};

type RateLimitSettings = {
  readonly unitsPerSecond: number;
  /** What a call is charged when it starts: 1 for request quotas, 0 where the response tells the cost. */
  readonly unitsPerCall: number;
  /** Units that may be used at once after idling. Never lets the long-run rate exceed `unitsPerSecond`. */
  readonly burstUnits?: number;
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
};

/** How fast a rate that was slowed down comes back, a second. */
const recovery = 1.02;
const slowDownEveryMs = 1_000;

/**
 * A token bucket whose balance may go negative: a call waits until the balance is not in debt, and pays afterwards what it
 * really cost. No cost needs to be guessed, and the long-run rate holds whatever single calls cost.
 */
export const createRateLimit = (settings: RateLimitSettings): AdaptiveRateLimit => {
  const { unitsPerSecond, unitsPerCall, burstUnits = unitsPerCall, clock } = settings;
  let balance = burstUnits;
  let refilledAtMs = clock.monotonicMs();
  let rate = unitsPerSecond;
  let slowedDownAtMs = Number.NEGATIVE_INFINITY;
  let turn: Promise<void> = Promise.resolve();

  const refill = () => {
    const nowMs = clock.monotonicMs();
    const seconds = (nowMs - refilledAtMs) / 1000;
    balance = Math.min(burstUnits, balance + seconds * rate);
    rate = Math.min(unitsPerSecond, rate * recovery ** seconds);
    refilledAtMs = nowMs;
  };

  const waitForBalance = async (signal: AbortSignal | undefined) => {
    refill();
    // A tolerance, because refilling by floating point may leave the balance a hair short of what was waited for.
    while (balance + 1e-9 < unitsPerCall) {
      await clock.sleep(Math.max(1, ((unitsPerCall - balance) / rate) * 1000), signal);
      refill();
    }
    balance -= unitsPerCall;
  };

  return {
    acquire(signal) {
      const mine = turn.then(() => waitForBalance(signal));
      // An interrupted caller must not block those behind it.
      turn = mine.catch(() => undefined);
      return mine;
    },
    charge(units) {
      refill();
      balance -= units;
    },
    slowDown(share) {
      refill();
      if (refilledAtMs - slowedDownAtMs < slowDownEveryMs) return;
      slowedDownAtMs = refilledAtMs;
      rate = Math.max(Math.min(1, unitsPerSecond), rate * share);
    },
  };
};
