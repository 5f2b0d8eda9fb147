/** The sandbox's idea of now. Lockouts, tokens, listing tokens, upload URLs and import jobs all follow it. */
export type SandboxClock = {
  nowMs(): number;
  /** Jumps forward, so that a test need not wait an hour for a token to expire. */
  advanceMs(ms: number): void;
};

/** Runs with real time from now on; `startMs` pretends that it is another moment. */
export const createSandboxClock = (options: { readonly startMs?: number } = {}): SandboxClock => {
  let offsetMs = options.startMs === undefined ? 0 : options.startMs - Date.now();
  return {
    nowMs: () => Date.now() + offsetMs,
    advanceMs: (ms) => {
      offsetMs += ms;
    },
  };
};

/** Stands still unless advanced. */
export const createFrozenClock = (startMs: number): SandboxClock => {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advanceMs: (ms) => {
      nowMs += ms;
    },
  };
};
