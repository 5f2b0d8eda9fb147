/** Time as a port: core never reads a clock itself, so that tests and simulations can turn it. */
export type Clock = {
  /** Wall-clock time, milliseconds since the epoch. */
  nowMs(): number;
  /** Milliseconds that only ever grow; for durations and rates. */
  monotonicMs(): number;
  /** Resolves after `ms` milliseconds; rejects with `InterruptedError` as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};
