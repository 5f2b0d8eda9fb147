import { createLookupBuilder } from '../../core/identity/lookup.ts';
import { heldBytes } from './held-bytes.ts';

/** Different for different numbers, and without any order: each word is a one-to-one scramble of the number. */
export const scatteredUuid = (number: number) => {
  const hex = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
    .map((factor) => (Math.imul(number, factor) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** A lookup of users 1 to `pairs` whose usernames are their subs, and the bytes it holds for each. */
export const fillLookup = (pairs: number) => {
  const before = heldBytes();
  const builder = createLookupBuilder();
  for (let number = 1; number <= pairs; number += 1) {
    const oldSub = scatteredUuid(number);
    const newSub = scatteredUuid(number + pairs);
    builder.add({ oldSub, oldUsername: oldSub, newSub, newUsername: newSub, via: 'import' });
  }
  const lookup = builder.build();
  const bytesPerPair = (heldBytes() - before) / pairs;
  if (lookup.bySub(scatteredUuid(pairs))?.newSub !== scatteredUuid(2 * pairs)) throw new Error('a pair got lost');
  return { lookup, bytesPerPair };
};
