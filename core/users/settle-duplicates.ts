import type { UsersConfig } from '../config/schema.ts';
import type { LoginIdentifier } from './login-identifiers.ts';
import type { UserRecord } from './user-record.ts';

export type DuplicatesPolicy = UsersConfig['duplicates'];

export type Contender = {
  readonly user: UserRecord;
  readonly identifiers: readonly LoginIdentifier[];
  /** The user has crossed already and holds their names in the target: nobody else can have them. */
  readonly crossed?: boolean;
};

/** Why a contender stays behind. `winner` is the user who gets the name, if anyone does. */
export type PutAside =
  | { readonly code: 'duplicate-sign-in-name'; readonly rivals: readonly string[] }
  | { readonly code: 'duplicate-none-verified'; readonly rivals: readonly string[] }
  | { readonly code: 'duplicate-not-chosen'; readonly rivals: readonly string[]; readonly winner: string };

export type SettledDuplicates = {
  /** By source sub; whoever is absent collides with nobody or was chosen. */
  readonly putAside: ReadonlyMap<string, PutAside>;
  /** Users who share a name, each group ordered by sub. Groups that share a user are not joined. */
  readonly groups: readonly (readonly Contender[])[];
};

/**
 * Settles who gets a sign-in name that several users would have in the target. The outcome depends on who the contenders
 * are, never on their order. A user must win every name they share; nobody is merged. Contenders are those whose
 * status lets them cross: a name typed into an unconfirmed sign-up takes nothing from anyone.
 */
export const settleDuplicates = (contenders: Iterable<Contender>, policy: DuplicatesPolicy): SettledDuplicates => {
  const putAside = new Map<string, PutAside>();
  const groups: Contender[][] = [];
  for (const { canonical, holders } of sharedNames(contenders)) {
    groups.push(holders);
    const winner = choose(holders, canonical, policy);
    for (const holder of holders) {
      const { sub } = holder.user;
      if (holder.crossed || sub === winner?.user.sub || putAside.has(sub)) continue;
      const rivals = holders.map((each) => each.user.sub).filter((each) => each !== sub);
      putAside.set(sub, describe(rivals, winner, policy));
    }
  }
  return { putAside, groups };
};

const sharedNames = (contenders: Iterable<Contender>) => {
  // One holder is by far the usual case, so that no array is made for it.
  const holdersByName = new Map<string, Contender | Contender[]>();
  for (const contender of contenders) {
    for (const { canonical } of contender.identifiers) {
      const known = holdersByName.get(canonical);
      if (known === undefined) holdersByName.set(canonical, contender);
      else if (Array.isArray(known)) known.push(contender);
      else holdersByName.set(canonical, [known, contender]);
    }
  }
  const shared: { canonical: string; holders: Contender[] }[] = [];
  for (const [canonical, holders] of holdersByName) {
    if (Array.isArray(holders)) shared.push({ canonical, holders: holders.sort(bySub) });
  }
  return shared.sort((a, b) => compare(a.canonical, b.canonical));
};

const choose = (holders: readonly Contender[], canonical: string, policy: DuplicatesPolicy): Contender | undefined => {
  const crossed = holders.find((holder) => holder.crossed);
  if (crossed || policy === 'reject') return crossed;
  // Only those to whom the source proved the name may be chosen: no other claim must ever win over its owner.
  const proven = holders.filter((holder) =>
    holder.identifiers.some((each) => each.canonical === canonical && each.proven),
  );
  return proven.toSorted((a, b) => preference(a, b, policy) || bySub(a, b))[0];
};

const preference = (a: Contender, b: Contender, policy: Exclude<DuplicatesPolicy, 'reject'>): number => {
  switch (policy) {
    case 'newest-created':
      return b.user.createdAtMs - a.user.createdAtMs;
    case 'oldest-created':
      return a.user.createdAtMs - b.user.createdAtMs;
    case 'last-modified':
      return b.user.lastModifiedAtMs - a.user.lastModifiedAtMs;
  }
};

const describe = (rivals: readonly string[], winner: Contender | undefined, policy: DuplicatesPolicy): PutAside => {
  if (winner) return { code: 'duplicate-not-chosen', rivals, winner: winner.user.sub };
  return { code: policy === 'reject' ? 'duplicate-sign-in-name' : 'duplicate-none-verified', rivals };
};

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const bySub = (a: Contender, b: Contender) => compare(a.user.sub, b.user.sub);
