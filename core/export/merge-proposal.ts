import type { Contender } from '../users/settle-duplicates.ts';
import { isVerified } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';

export const mergeProposalColumns = [
  'sub',
  'username',
  'intoSub',
  'intoUsername',
  'lastModified',
  'intoLastModified',
] as const;

/**
 * Pairs of users who share an address that both verified, and so may be one person: the one changed last is proposed as the
 * one to keep. Anyone else is never proposed: they would be given, or give away, somebody else's things.
 */
export const proposeMerges = (groups: readonly (readonly Contender[])[]): string[][] => {
  const proposed = new Set<string>();
  const rows: string[][] = [];
  for (const group of groups) {
    const [into, ...others] = group
      .map(({ user }) => user)
      .filter((user) => group.some((other) => other.user.sub !== user.sub && haveVerifiedSameAddress(user, other.user)))
      .sort((a, b) => b.lastModifiedAtMs - a.lastModifiedAtMs || (a.sub < b.sub ? -1 : 1));
    for (const user of into === undefined ? [] : others) {
      if (into === undefined || proposed.has(user.sub) || !haveVerifiedSameAddress(user, into)) continue;
      proposed.add(user.sub);
      rows.push(toPair(user, into));
    }
  }
  return rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
};

const toPair = (user: UserRecord, into: UserRecord) => [
  user.sub,
  user.username,
  into.sub,
  into.username,
  new Date(user.lastModifiedAtMs).toISOString(),
  new Date(into.lastModifiedAtMs).toISOString(),
];

const haveVerifiedSameAddress = (a: UserRecord, b: UserRecord): boolean =>
  (['email', 'phone_number'] as const).some((address) => {
    const [mine, theirs] = [a.attributes.get(address), b.attributes.get(address)];
    return isVerified(a, address) && isVerified(b, address) && mine !== undefined && fold(mine) === fold(theirs ?? '');
  });

const fold = (address: string) => address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
