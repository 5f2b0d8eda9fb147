export type AttemptLimitSettings = {
  /** What one container lets through for one name, and how long each of these takes to come back. */
  readonly attemptsPerName: number;
  readonly refillMs: number;
  /** Names that are remembered. Beyond it the one that was used longest ago is forgotten. */
  readonly names: number;
};

/**
 * Four, because the source locks a user out with the fifth failure.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html, read 2026-11-20.
 */
export const attemptLimits: AttemptLimitSettings = { attemptsPerName: 4, refillMs: 30_000, names: 10_000 };

/**
 * Token buckets by name over what one container has seen, by a clock that only grows. A refused attempt costs nothing, so
 * that whoever goes on trying does not keep the owner of the name out for ever. All containers together let through as
 * many times more as there are of them, which reserved concurrency bounds.
 */
export const createAttemptLimit = ({ attemptsPerName, refillMs, names }: AttemptLimitSettings) => {
  const buckets = new Map<string, { readonly tokens: number; readonly atMs: number }>();

  return (name: string, monotonicMs: number): boolean => {
    const { tokens: left, atMs } = buckets.get(name) ?? { tokens: attemptsPerName, atMs: monotonicMs };
    const tokens = Math.min(attemptsPerName, left + (monotonicMs - atMs) / refillMs);
    const isAdmitted = tokens >= 1;
    // Taken out and put back, so that the first of the map is always the one used longest ago.
    buckets.delete(name);
    buckets.set(name, { tokens: isAdmitted ? tokens - 1 : tokens, atMs: monotonicMs });
    if (buckets.size > names) buckets.delete(buckets.keys().next().value ?? '');
    return isAdmitted;
  };
};
