import type { PackageReject } from '../journal/package-manifest.ts';
import { loginIdentifiers } from '../users/login-identifiers.ts';
import type { SignInAttribute } from '../users/pool-profile.ts';
import { type Contender, type PutAside, settleDuplicates } from '../users/settle-duplicates.ts';
import { findStatusObstacle } from '../users/status-obstacle.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { RejectCode } from './reject-codes.ts';
import { type ImportRowRules, toImportRow } from './to-import-row.ts';

export type Reject = PackageReject & { readonly code: RejectCode };

export type ExportedUser = {
  readonly user: UserRecord;
  readonly login: string;
  /** The row as it goes into the file, line feed included. */
  readonly line: string;
  readonly markedVerified: readonly SignInAttribute[];
};

export type Decisions = {
  readonly exported: readonly ExportedUser[];
  readonly rejects: readonly Reject[];
  readonly crossed: number;
  readonly duplicateGroups: readonly (readonly Contender[])[];
};

/**
 * Decides for every user: exported, rejected with a code, or crossed already; exactly one of them. In the order given.
 */
export const decideUsers = (
  users: readonly UserRecord[],
  rules: ImportRowRules,
  crossedSubs: ReadonlySet<string>,
): Decisions => {
  const { putAside, groups } = settleDuplicates(toContenders(users, rules, crossedSubs), rules.users.duplicates);
  const exported: ExportedUser[] = [];
  const rejects: Reject[] = [];
  let crossed = 0;
  for (const user of users) {
    if (crossedSubs.has(user.sub)) {
      crossed += 1;
      continue;
    }
    const aside = putAside.get(user.sub);
    if (aside) {
      rejects.push(toReject(user, aside.code, describeRivals(aside)));
      continue;
    }
    const outcome = toImportRow(user, rules);
    if (!outcome.ok) {
      rejects.push(toReject(user, outcome.code, outcome.message));
      continue;
    }
    const { line, login, markedVerified } = outcome;
    exported.push({ user, login, line, markedVerified });
  }
  return { exported, rejects, crossed, duplicateGroups: groups };
};

export const toReject = ({ sub, username }: UserRecord, code: RejectCode, message: string): Reject => ({
  sub,
  username,
  code,
  message,
});

function* toContenders(
  users: readonly UserRecord[],
  rules: ImportRowRules,
  crossedSubs: ReadonlySet<string>,
): Generator<Contender> {
  for (const user of users) {
    const crossed = crossedSubs.has(user.sub);
    if (!crossed && findStatusObstacle(user, rules)) continue;
    yield { user, identifiers: loginIdentifiers(user, rules), crossed };
  }
}

const describeRivals = (aside: PutAside): string => {
  const shown = aside.rivals.slice(0, 5).join(', ');
  const others = aside.rivals.length > 5 ? `${shown} and ${aside.rivals.length - 5} more` : shown;
  const shared = `shares a sign-in name with ${others}`;
  return aside.code === 'duplicate-not-chosen' ? `${shared}; ${aside.winner} comes first` : shared;
};
