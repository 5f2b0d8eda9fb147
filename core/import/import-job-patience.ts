/** How long each kind of waiting goes on, in milliseconds. Everything is waited for with pauses that grow. */
export const patience = {
  /** Another job of the account may take hours; an import is not worth stopping somebody's job. */
  otherJobMs: 24 * 60 * 60_000,
  /** An upload that was accepted is seen by Cognito within seconds. */
  uploadSeenMs: 2 * 60_000,
  /** A job of ours that does not come one row further is somebody's to look at. */
  stuckMs: 24 * 60 * 60_000,
  /** A job that runs for hours is not asked about more often. */
  longestPauseMs: 60_000,
  /** Its users must be disabled as soon as it ends. */
  longestPauseForDisabledMs: 5_000,
  /** A look at both pools that is older says too little about who may be sent. */
  lookMs: 10 * 60_000,
  /** As long as its upload URL lives, a job that was not started may still be on its way. */
  unstartedMs: 15 * 60_000,
} as const;

/** Pauses that grow from `firstMs` by half to `longestMs`. */
export const pauses = (firstMs: number, longestMs: number): (() => number) => {
  let nextMs = firstMs;
  return () => {
    const pauseMs = nextMs;
    nextMs = Math.min(longestMs, nextMs * 1.5);
    return pauseMs;
  };
};
