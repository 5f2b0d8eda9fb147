import { closest, distance } from 'fastest-levenshtein';

/** The valid name that `given` was most likely meant to be, or undefined if none is near. */
export const nearestName = (given: string, valid: readonly string[]): string | undefined => {
  const lower = given.toLowerCase();
  const byLowerCase = new Map(valid.map((name) => [name.toLowerCase(), name]));
  if (byLowerCase.size === 0) return undefined;
  const nearest = closest(lower, [...byLowerCase.keys()]);
  const changes = distance(lower, nearest);
  const isNear = changes <= Math.max(2, Math.floor(nearest.length / 3)) && changes < lower.length;
  return isNear ? byLowerCase.get(nearest) : undefined;
};
