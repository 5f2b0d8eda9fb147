import type { SeededValues } from '../../seeded-values.ts';

const divisor = (left: number, right: number): number => (right === 0 ? left : divisor(right, left % right));

/**
 * Another order of `length` things, as a function from place to place: so that a million users need not be copied to be
 * listed in an order of their own. Depends on the seed, the purpose and the length alone.
 */
export const permutation = (seeded: SeededValues, purpose: string, length: number): ((place: number) => number) => {
  if (length < 2) return (place) => place;
  const offset = seeded.integer(`order from|${purpose}`, length);
  let step = 1 + seeded.integer(`order step|${purpose}`, length - 1);
  while (divisor(step, length) !== 1) step = (step % length) + 1;
  return (place) => (offset + place * step) % length;
};
