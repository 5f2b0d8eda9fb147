import type { IdentityPair } from '../../core/identity/identity-map.ts';
import { createLookupBuilder } from '../../core/identity/lookup.ts';

const uuid = (kind: string, number: number) => `${kind}0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const oldSub = (number: number) => uuid('a', number);
export const newSub = (number: number) => uuid('b', number);

/** The n-th user, who signed in by username and now signs in by e-mail: the new username is the new sub. */
export const pairOf = (number: number, changes: Partial<IdentityPair> = {}): IdentityPair => ({
  oldSub: oldSub(number),
  oldUsername: `user-${number}`,
  newSub: newSub(number),
  newUsername: newSub(number),
  via: 'import',
  ...changes,
});

export const lookupOf = (...pairs: readonly IdentityPair[]) => {
  const builder = createLookupBuilder();
  for (const pair of pairs) builder.add(pair);
  return builder.build();
};
