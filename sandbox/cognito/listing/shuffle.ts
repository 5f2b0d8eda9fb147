import type { SeededValues } from '../../seeded-values.ts';

/** The same items in an order that depends on the seed and the purpose alone. */
export const shuffle = <T>(seeded: SeededValues, purpose: string, items: Iterable<T>): T[] => {
  const shuffled = [...items];
  const random = seeded.bytes(`shuffle|${purpose}`, 4).readUInt32BE(0);
  let state = random || 1;
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    // xorshift32: one number per swap, so that a hundred thousand users are shuffled in no time.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (last + 1);
    const kept = shuffled[last] as T;
    shuffled[last] = shuffled[other] as T;
    shuffled[other] = kept;
  }
  return shuffled;
};
