import type { Scratch } from '../journal/scratch.ts';
import { createSorter, type Sorter } from '../spill/create-sorter.ts';
import { followLines } from '../spill/follow-lines.ts';
import type { KeyedLine } from '../spill/keyed-line.ts';
import { loginIdentifiers } from '../users/login-identifiers.ts';
import { type PutAside, settleName, yieldTo } from '../users/settle-duplicates.ts';
import { findStatusObstacle } from '../users/status-obstacle.ts';
import { isVerified } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import { foldLookAlike } from './fold-look-alike.ts';
import type { ListedUsers } from './listing/read-listed-users.ts';
import { type MergeDecisions, unfoundedMerges } from './merge-decisions.ts';
import { type MergePair, mayBeOnePerson, proposeMerges, toProposalRow } from './merge-proposal.ts';
import { decodeClaim, encodeClaim, type NameClaim } from './name-claim.ts';
import { createSample, type Sample } from './sample.ts';
import type { ImportRowRules } from './to-import-row.ts';

export type UserName = Pick<UserRecord, 'sub' | 'username'>;

/** Why a user stays behind for somebody else's sake. */
export type Aside = PutAside | { readonly code: 'merged'; readonly winner: UserName };

export type SettledNames = {
  /** By sub: each an `Aside` as JSON. */
  readonly asides: Sorter;
  /** By the sub of whoever an account becomes, whose accounts these were. */
  readonly absorbed: ReadonlyMap<string, readonly UserName[]>;
  /** Rows of the merge proposal, by the sub of whoever would give up their account: JSON arrays. */
  readonly proposals: Sorter;
  /** Subs of users whose names the target tells apart and a person may not. */
  readonly lookAlikes: Sample<readonly string[]>;
};

type NameRules = {
  readonly rules: ImportRowRules;
  readonly merges: MergeDecisions;
  /** Subs of users who have crossed. */
  readonly crossed: Sorter;
  /** Whether an operator vouches for anybody's address. */
  readonly vouching: boolean;
  readonly memory?: number | undefined;
};

/**
 * Settles the names that several users of a pool would have in the target, however large the pool: every name that anybody
 * claims is sorted, and one name's claims at a time are in memory. Throws `ProblemsError` (`bad-merges`) when a decided
 * merge is not one that could be proposed.
 */
export const settleNames = async (
  listed: ListedUsers,
  settings: NameRules,
  scratch: Scratch,
): Promise<SettledNames> => {
  const { rules, merges, memory } = settings;
  const claims = createSorter(scratch, 'names', memory);
  const asides = createSorter(scratch, 'asides', memory);
  const proposals = createSorter(scratch, 'proposals', memory);
  const absorbed = new Map<string, readonly UserName[]>();
  const lookAlikes = createSample<readonly string[]>();
  await collectClaims(listed, settings, claims);
  const unsettled = new Map(merges);
  const decided = new Set([...merges].flat());
  const crossedDecided = new Set<string>();
  for await (const claimed of groupsOf(claims)) {
    const sharing = claimed.filter(({ staysBehind }) => !staysBehind);
    const subs = new Set(sharing.map(({ sub }) => sub));
    if (new Set(sharing.map(({ canonical }) => canonical)).size > 1 && subs.size > 1) lookAlikes.add([...subs].sort());
    for (const claimants of Map.groupBy(claimed, ({ canonical }) => canonical).values()) {
      for (const { holder, aside } of yieldToOwner(claimants)) asides.add(holder.sub, JSON.stringify(aside));
      const group = claimants.filter(({ staysBehind }) => !staysBehind);
      if (group.length <= 1) continue;
      for (const { sub, crossed } of group) if (crossed && decided.has(sub)) crossedDecided.add(sub);
      for (const { user, into } of decidedPairs(group, merges)) {
        if (!unsettled.delete(user.sub)) continue;
        const aside: Aside = { code: 'merged', winner: { sub: into.sub, username: into.username } };
        asides.add(user.sub, JSON.stringify(aside));
        absorbed.set(into.sub, [...(absorbed.get(into.sub) ?? []), { sub: user.sub, username: user.username }]);
      }
      const standing = group.filter(({ sub }) => !merges.has(sub));
      for (const { holder, aside } of settleName(standing, rules.users.duplicates)) {
        asides.add(holder.sub, JSON.stringify(aside satisfies Aside));
      }
      for (const pair of proposeMerges(standing)) proposals.add(pair.user.sub, JSON.stringify(toProposalRow(pair)));
    }
    await asides.relieve();
    await proposals.relieve();
  }
  await claims.clear();
  if (unsettled.size > 0) throw unfoundedMerges(unsettled, crossedDecided);
  return { asides, proposals, absorbed, lookAlikes: lookAlikes.get() };
};

/** All that can be a name, or decide about one. */
const namingAttributes: ReadonlySet<string> = new Set([
  'email',
  'email_verified',
  'phone_number',
  'phone_number_verified',
  'preferred_username',
]);

const collectClaims = async (listed: ListedUsers, { rules, crossed, vouching }: NameRules, claims: Sorter) => {
  const crossedSubs = followLines(crossed.sorted());
  for await (const users of listed.read(namingAttributes)) {
    const crossedOnes = await crossedSubs.findAll(users.map(({ user }) => user.sub));
    for (const [at, { user, isVanished }] of users.entries()) {
      const hasCrossed = crossedOnes[at] !== undefined;
      const staysBehind = !hasCrossed && findStatusObstacle(user, rules) !== undefined;
      if (isVanished || (staysBehind && !vouching)) continue;
      for (const { canonical, proof } of loginIdentifiers(user, rules)) {
        if (staysBehind && proof !== 'address') continue;
        const { sub, username, createdAtMs, lastModifiedAtMs } = user;
        const verified = verifiedAddresses(user);
        const claim = {
          canonical,
          sub,
          username,
          createdAtMs,
          lastModifiedAtMs,
          proof,
          crossed: hasCrossed,
          staysBehind,
          verified,
        };
        claims.add(foldLookAlike(canonical), encodeClaim(claim));
      }
    }
    await claims.relieve();
  }
};

/**
 * Nobody's word gives an address to one user that the source verified for another, not even where that one stays behind: what
 * comes to it is still theirs.
 */
const yieldToOwner = (claimants: readonly NameClaim[]) => {
  const owner = claimants.filter(({ staysBehind }) => staysBehind).toSorted((a, b) => (a.sub < b.sub ? -1 : 1))[0];
  if (owner === undefined) return [];
  const unproven = claimants.filter(({ staysBehind, proof, crossed }) => !staysBehind && proof === 'none' && !crossed);
  return unproven.map((holder) => ({ holder, aside: yieldTo(owner) }));
};

/** What the operator decided about holders of this name, where poolferry could have proposed it. */
const decidedPairs = (holders: readonly NameClaim[], merges: MergeDecisions): MergePair[] =>
  merges.size === 0
    ? []
    : holders.flatMap((user) => {
        const into = holders.find(({ sub }) => sub === merges.get(user.sub));
        if (into === undefined || user.crossed || into.crossed) return [];
        return mayBeOnePerson(user, into) ? [{ user, into }] : [];
      });

const addresses = ['email', 'phone_number'] as const;

const verifiedAddresses = (user: UserRecord): string[] => {
  const verified: string[] = [];
  for (const address of addresses) {
    const value = user.attributes.get(address);
    if (value !== undefined && value !== '' && isVerified(user, address)) verified.push(value);
  }
  return verified;
};

/** Claims of names that are equal or look alike, where there is more than one. */
async function* groupsOf(claims: Sorter): AsyncGenerator<NameClaim[], void, undefined> {
  let group: KeyedLine[] = [];
  for await (const lines of claims.sorted()) {
    for (const line of lines) {
      if (group[0]?.key === line.key) {
        group.push(line);
        continue;
      }
      if (group.length > 1) yield group.map(decodeClaim);
      group = [line];
    }
  }
  if (group.length > 1) yield group.map(decodeClaim);
}
