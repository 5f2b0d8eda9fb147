/** Beyond it people would notice. */
export const longestShortestCallMs = 1_000;

/**
 * How long every call takes at least. At most `reservedConcurrency` calls run at once, so that all containers together ask
 * the source no more than `signInsPerSecond` times a second, without knowing of one another.
 */
export const shortestCallMs = (trigger: {
  readonly signInsPerSecond: number;
  readonly reservedConcurrency: number;
}): number => Math.ceil((trigger.reservedConcurrency / trigger.signInsPerSecond) * 1000);
