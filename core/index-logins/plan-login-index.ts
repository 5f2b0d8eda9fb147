import type { UsersConfig } from '../config/schema.ts';
import { loginIdentifiers } from '../users/login-identifiers.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { type Contender, type PutAside, settleDuplicates } from '../users/settle-duplicates.ts';
import { findStatusObstacle, type StatusObstacle } from '../users/status-obstacle.ts';
import type { UserRecord } from '../users/user-record.ts';

/** A sign-in name of the target and the source user it leads to. A name that nobody was chosen for leads to nobody. */
export type IndexRow =
  | { readonly loginHash: string; readonly ambiguous: true }
  | {
      readonly loginHash: string;
      readonly ambiguous: false;
      readonly previousSub: string;
      readonly previousUsername: string;
      readonly verified: boolean;
    };

export type LeftOut = StatusObstacle | 'no-sign-in-name' | PutAside['code'] | 'forgotten';

/** listed = indexed + left out. */
export type IndexCounts = {
  readonly listed: number;
  readonly indexed: number;
  /** Of the indexed: users none of whose names the source has verified. The trigger denies them. */
  readonly unverified: number;
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  readonly names: number;
  /** Of the names: those that several users share and nobody was chosen for. */
  readonly ambiguousNames: number;
};

export type LoginIndex = { readonly rows: readonly IndexRow[]; readonly counts: IndexCounts };

type Rules = {
  readonly target: PoolProfile;
  readonly users: UsersConfig;
  /** Source subs of people who were forgotten on request: nothing is written down about them again. */
  readonly forgotten: ReadonlySet<string>;
  hashLogin(canonicalLogin: string): string;
};

/**
 * The index that a whole listing of the source gives, by the rules of export: the same users take part, and the same
 * user gets a shared name. Nobody is vouched for. Who was forgotten gets no name, and gives nobody theirs while the source
 * still has them. In memory: the names, not the profiles. Ordered by hash.
 */
export const planLoginIndex = async (listing: AsyncIterable<UserRecord>, rules: Rules): Promise<LoginIndex> => {
  const contenders: Contender[] = [];
  const leftOut: Partial<Record<LeftOut, number>> = {};
  const leave = (reason: LeftOut) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  let listed = 0;
  for await (const user of listing) {
    listed += 1;
    const isForgotten = rules.forgotten.has(user.sub);
    const obstacle = findStatusObstacle(user, { includeDisabled: false });
    const identifiers = obstacle ? [] : loginIdentifiers(user, rules);
    if (isForgotten) leave('forgotten');
    if (identifiers.length > 0) contenders.push({ user: withoutProfile(user), identifiers });
    else if (!isForgotten) leave(obstacle ?? 'no-sign-in-name');
  }

  const putAside = settleDuplicates(contenders, rules.users.duplicates);
  const rows = new Map<string, IndexRow>();
  let indexed = 0;
  let unverified = 0;
  for (const { user, identifiers } of contenders) {
    if (rules.forgotten.has(user.sub)) continue;
    const aside = putAside.get(user.sub);
    if (aside) leave(aside.code);
    else indexed += 1;
    if (!aside && identifiers.every(({ verified }) => !verified)) unverified += 1;
    for (const { canonical, verified } of identifiers) {
      const loginHash = rules.hashLogin(canonical);
      if (!aside) {
        const { sub: previousSub, username: previousUsername } = user;
        rows.set(loginHash, { loginHash, ambiguous: false, previousSub, previousUsername, verified });
      } else if (!rows.has(loginHash)) {
        rows.set(loginHash, { loginHash, ambiguous: true });
      }
    }
  }
  const ordered = [...rows.values()].sort((a, b) => (a.loginHash < b.loginHash ? -1 : 1));
  return {
    rows: ordered,
    counts: {
      listed,
      indexed,
      unverified,
      leftOut: Object.fromEntries(Object.entries(leftOut).sort(([a], [b]) => (a < b ? -1 : 1))),
      names: ordered.length,
      ambiguousNames: ordered.filter(({ ambiguous }) => ambiguous).length,
    },
  };
};

const noAttributes: ReadonlyMap<string, string> = new Map();

const withoutProfile = (user: UserRecord): UserRecord => ({ ...user, attributes: noAttributes });
