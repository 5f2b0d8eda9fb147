import type { IdentityPair } from './identity-map.ts';
import type { NewUserEvidence } from './old-user-evidence.ts';
import type { UnmappedUser } from './unmapped-user.ts';

export type JudgedNewUser = {
  readonly pairs: readonly IdentityPair[];
  readonly unmapped: readonly UnmappedUser[];
  readonly problems: readonly string[];
};

/** What becomes of everybody who is said to be this user of the target, now that it is known who that is. */
export const judgeNewUser = (newSub: string, evidence: readonly NewUserEvidence[]): JudgedNewUser => {
  const user = evidence.findLast((each) => each.kind === 'user');
  const facts = {
    targetSub: newSub,
    ...(user === undefined
      ? {}
      : {
          targetUsername: user.username,
          targetStatus: user.status,
          targetCreatedAt: new Date(user.createdAtMs).toISOString(),
        }),
  };
  const pairs: IdentityPair[] = [];
  const unmapped: UnmappedUser[] = [];
  const problems: string[] = [];
  for (const each of evidence) {
    if (each.kind === 'user') continue;
    const { oldSub, oldUsername } = each;
    if (each.kind === 'holder') {
      unmapped.push({ oldSub, oldUsername, code: each.code, targetUsername: each.username, ...facts });
    } else if (user === undefined) {
      unmapped.push({ oldSub, oldUsername, code: 'gone', targetUsername: each.usernames[0], ...facts });
    } else if (each.usernames.some((username) => username !== user.username)) {
      unmapped.push({ oldSub, oldUsername, code: 'renamed', ...facts });
    } else if (oldUsername === undefined) {
      problems.push(`the username of old user "${oldSub}" is unknown; name its package with --package`);
    } else {
      pairs.push({ oldSub, oldUsername, newSub, newUsername: user.username, via: each.via });
    }
  }
  // One of them may own the account; every other must have been merged into it on purpose.
  if (pairs.filter(({ via }) => via !== 'merge').length > 1) {
    problems.push(`old users ${quoteSome(pairs.map(({ oldSub }) => oldSub))} all become "${newSub}"`);
  }
  return { pairs, unmapped, problems };
};

const shownSubs = 5;

/** In an order of their own. */
export const quoteSome = (subs: readonly string[]): string => {
  const sorted = subs.toSorted();
  const shown = sorted.slice(0, shownSubs).map((sub) => `"${sub}"`);
  return [...shown, ...(sorted.length > shownSubs ? [`${sorted.length - shownSubs} more`] : [])].join(', ');
};
