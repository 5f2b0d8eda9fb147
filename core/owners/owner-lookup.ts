import type { IdentityPair } from '../identity/identity-map.ts';

export type UserPair = Pick<IdentityPair, 'oldSub' | 'oldUsername' | 'newSub' | 'newUsername'>;

/** Finds the pair an id belongs to. Ids are compared exactly: neither case nor Unicode form is folded. */
export type OwnerLookup = {
  bySub(oldSub: string): UserPair | undefined;
  byUsername(oldUsername: string): UserPair | undefined;
  /** Where merged users share one new account, any one of their pairs. */
  byNewSub(newSub: string): UserPair | undefined;
  byNewUsername(newUsername: string): UserPair | undefined;
};
