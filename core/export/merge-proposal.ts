import type { NameHolder } from '../users/settle-duplicates.ts';

export const mergeProposalColumns = [
  'sub',
  'username',
  'intoSub',
  'intoUsername',
  'lastModified',
  'intoLastModified',
] as const;

/** Somebody who shares a name, with the addresses that the source verified, as the source spells them. */
export type VerifiedHolder = NameHolder & { readonly verified: readonly string[] };

export type MergePair = { readonly user: VerifiedHolder; readonly into: VerifiedHolder };

/**
 * Pairs among the holders of one name who share an address that both verified, and so may be one person: the one changed
 * last is proposed as the one to keep. Anyone else is never proposed: they would be given, or give away, somebody
 * else's things.
 */
export const proposeMerges = (holders: readonly VerifiedHolder[]): MergePair[] => {
  const counts = new Map<string, number>();
  for (const { verified } of holders) {
    for (const address of new Set(verified.map(fold))) counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  const [into, ...others] = holders
    .filter(({ verified }) => verified.some((address) => (counts.get(fold(address)) ?? 0) > 1))
    .sort((a, b) => b.lastModifiedAtMs - a.lastModifiedAtMs || (a.sub < b.sub ? -1 : 1));
  if (into === undefined) return [];
  return others.filter((user) => mayBeOnePerson(user, into)).map((user) => ({ user, into }));
};

/** Whether poolferry would propose this pair; nothing else is merged, whoever asks. */
export const mayBeOnePerson = (a: Pick<VerifiedHolder, 'verified'>, b: Pick<VerifiedHolder, 'verified'>): boolean => {
  const mine = new Set(a.verified.map(fold));
  return b.verified.some((address) => mine.has(fold(address)));
};

export const toProposalRow = ({ user, into }: MergePair): string[] => [
  user.sub,
  user.username,
  into.sub,
  into.username,
  new Date(user.lastModifiedAtMs).toISOString(),
  new Date(into.lastModifiedAtMs).toISOString(),
];

const fold = (address: string) => address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
