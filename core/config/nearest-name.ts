import { closest, distance } from 'fastest-levenshtein';

/** The valid name that `given` was most likely meant to be, or undefined if none is near. */
export const nearestName = (given: string, valid: readonly string[]): string | undefined => {
  if (valid.length === 0) return undefined;
  const nearest = closest(given.toLowerCase(), valid as string[]);
  return distance(given.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, Math.floor(nearest.length / 3))
    ? nearest
    : undefined;
};
