import type { UsersConfig } from '../config/schema.ts';
import type { LoginIdentifier, NameProof } from './login-identifiers.ts';
import type { UserRecord } from './user-record.ts';

export type DuplicatesPolicy = UsersConfig['duplicates'];

/** What decides who of several users gets a name. */
export type NameHolder = Pick<UserRecord, 'sub' | 'username' | 'createdAtMs' | 'lastModifiedAtMs'> & {
  readonly proof: NameProof;
  /** The user has crossed already, and holds in the target what was theirs then: nobody else can have that. */
  readonly crossed: boolean;
};

export type Contender = {
  readonly user: UserRecord;
  readonly identifiers: readonly LoginIdentifier[];
  /** See `NameHolder`. */
  readonly crossed?: boolean;
};

/** Why a contender stays behind: among whom, and who gets the name, if anyone does. */
export type PutAside = {
  /** Subs of the first few others. */
  readonly rivals: readonly string[];
  readonly rivalCount: number;
} & (
  | { readonly code: 'duplicate-sign-in-name' | 'duplicate-none-verified' }
  | { readonly code: 'duplicate-not-chosen'; readonly winner: Pick<UserRecord, 'sub' | 'username'> }
);

/** Others of a group who are named to each of its users. */
const maxNamedRivals = 5;

/**
 * Settles who gets a sign-in name that several users would have in the target, and says of each of the others why they stay
 * behind. The outcome depends on who the holders are, never on their order. Nobody is merged. Holders are those whose
 * status lets them cross: a name typed into an unconfirmed sign-up takes nothing from anyone.
 */
export const settleName = <H extends NameHolder>(
  unordered: readonly H[],
  policy: DuplicatesPolicy,
): readonly { readonly holder: H; readonly aside: PutAside }[] => {
  if (unordered.length === 1) return [];
  const holders = unordered.toSorted(bySub);
  const winner = choose(holders, policy);
  return holders
    .filter((holder) => !holder.crossed && holder.sub !== winner?.sub)
    .map((holder) => ({ holder, aside: describe(holder, holders, winner, policy) }));
};

/** Why somebody stays behind for the sake of this one. */
export const yieldTo = ({ sub, username }: NameHolder): PutAside => ({
  code: 'duplicate-not-chosen',
  rivals: [sub],
  rivalCount: 1,
  winner: { sub, username },
});

/**
 * Settles every name that contenders share. A user must win all of them: by sub, whoever stays behind, for the first of the
 * names that they did not win.
 */
export const settleDuplicates = (
  contenders: Iterable<Contender>,
  policy: DuplicatesPolicy,
): ReadonlyMap<string, PutAside> => {
  const putAside = new Map<string, PutAside>();
  for (const holders of sharedNames(contenders)) {
    for (const { holder, aside } of settleName(holders, policy)) {
      if (!putAside.has(holder.sub)) putAside.set(holder.sub, aside);
    }
  }
  return putAside;
};

const sharedNames = (contenders: Iterable<Contender>): readonly NameHolder[][] => {
  // One holder is by far the usual case, so that no array is made for it.
  const holdersByName = new Map<string, NameHolder | NameHolder[]>();
  for (const { user, identifiers, crossed = false } of contenders) {
    const { sub, username, createdAtMs, lastModifiedAtMs } = user;
    for (const { canonical, proof } of identifiers) {
      const holder = { sub, username, createdAtMs, lastModifiedAtMs, proof, crossed };
      const known = holdersByName.get(canonical);
      if (known === undefined) holdersByName.set(canonical, holder);
      else if (Array.isArray(known)) known.push(holder);
      else holdersByName.set(canonical, [known, holder]);
    }
  }
  return [...holdersByName]
    .filter((entry): entry is [string, NameHolder[]] => Array.isArray(entry[1]))
    .sort(([a], [b]) => compare(a, b))
    .map(([, holders]) => holders);
};

const choose = <H extends NameHolder>(holders: readonly H[], policy: DuplicatesPolicy): H | undefined => {
  const crossed = holders.filter((holder) => holder.crossed);
  if (policy === 'reject') return crossed[0];
  // Only those to whom the source proved the name may be chosen: no other claim must ever win over its owner.
  const proven = holders.filter(({ proof }) => proof !== 'none');
  // Whoever has crossed may since have typed somebody else's address into the source. If they do hold it, import finds them.
  const holding = crossed.find((holder) => proven.length === 0 || proven.includes(holder));
  if (holding !== undefined) return holding;
  // Anybody can sign up under somebody's username in another case, and be the newest by that.
  const isForTheOldest = proven.length > 1 && proven.some(({ proof }) => proof === 'username');
  if (isForTheOldest && policy !== 'oldest-created') return undefined;
  return proven.toSorted((a, b) => preference(a, b, policy) || bySub(a, b))[0];
};

const preference = (a: NameHolder, b: NameHolder, policy: Exclude<DuplicatesPolicy, 'reject'>): number => {
  switch (policy) {
    case 'newest-created':
      return b.createdAtMs - a.createdAtMs;
    case 'oldest-created':
      return a.createdAtMs - b.createdAtMs;
    case 'last-modified':
      return b.lastModifiedAtMs - a.lastModifiedAtMs;
  }
};

const describe = (
  holder: NameHolder,
  holders: readonly NameHolder[],
  winner: NameHolder | undefined,
  policy: DuplicatesPolicy,
): PutAside => {
  const named = holders.slice(0, maxNamedRivals + 1).filter(({ sub }) => sub !== holder.sub);
  const among = { rivals: named.slice(0, maxNamedRivals).map(({ sub }) => sub), rivalCount: holders.length - 1 };
  if (winner) {
    const { sub, username } = winner;
    return { code: 'duplicate-not-chosen', ...among, winner: { sub, username } };
  }
  return { code: policy === 'reject' ? 'duplicate-sign-in-name' : 'duplicate-none-verified', ...among };
};

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const bySub = (a: NameHolder, b: NameHolder) => compare(a.sub, b.sub);
