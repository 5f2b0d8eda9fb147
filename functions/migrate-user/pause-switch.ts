/** How long a container may not know that somebody has flipped the switch. */
const knownForMs = 10_000;

/**
 * Reads the switch at most once in ten seconds per container. Where it cannot be read, what is known stands; only a container
 * that never knew fails.
 */
export const createPauseSwitch = (read: (signal: AbortSignal) => Promise<boolean>, monotonicMs: () => number) => {
  let known: { readonly isPaused: boolean; readonly atMs: number } | undefined;
  return async (signal: AbortSignal): Promise<boolean> => {
    if (known !== undefined && monotonicMs() - known.atMs < knownForMs) return known.isPaused;
    try {
      known = { isPaused: await read(signal), atMs: monotonicMs() };
    } catch (error) {
      if (known === undefined || signal.aborted) throw error;
    }
    return known.isPaused;
  };
};
