import type { PackageReject } from '../journal/package-manifest.ts';
import type { SignInAttribute } from '../users/pool-profile.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { ListedUser } from './listing/read-listed-users.ts';
import type { RejectCode } from './reject-codes.ts';
import type { Aside } from './settle-names.ts';
import { type ImportRowRules, toImportRow } from './to-import-row.ts';

export type Reject = PackageReject & {
  readonly code: RejectCode;
  /** Who has the name or the account that this user does not get. */
  readonly keptInstead?: Pick<UserRecord, 'sub' | 'username'>;
};

export type ExportedUser = {
  readonly user: UserRecord;
  readonly login: string;
  /** The row as it goes into the file, line feed included, and what it is to say. */
  readonly line: string;
  readonly joined: string;
  readonly markedVerified: readonly SignInAttribute[];
};

export type Decision =
  | { readonly kind: 'exported'; readonly exported: ExportedUser }
  | { readonly kind: 'rejected'; readonly reject: Reject }
  | { readonly kind: 'crossed' };

type Others = {
  readonly hasCrossed: boolean;
  /** What was settled among the users who share a name with this one. */
  readonly aside: Aside | undefined;
};

/** Decides for one user: exported, rejected with a code, or crossed already. */
export const decideUser = (
  { user, isVanished }: ListedUser,
  rules: ImportRowRules,
  { hasCrossed, aside }: Others,
): Decision => {
  if (isVanished) return rejected(user, 'vanished', 'was listed at first, and was gone when the listing was repeated');
  if (hasCrossed) return { kind: 'crossed' };
  if (aside) {
    const keptInstead = 'winner' in aside ? { keptInstead: aside.winner } : {};
    return { kind: 'rejected', reject: { ...toReject(user, aside.code, describeAside(aside)), ...keptInstead } };
  }
  const outcome = toImportRow(user, rules);
  if (!outcome.ok) return rejected(user, outcome.code, outcome.message);
  const { line, joined, login, markedVerified } = outcome;
  return { kind: 'exported', exported: { user, login, line, joined, markedVerified } };
};

export const toReject = ({ sub, username }: UserRecord, code: RejectCode, message: string): Reject => ({
  sub,
  username,
  code,
  message,
});

const rejected = (user: UserRecord, code: RejectCode, message: string): Decision => ({
  kind: 'rejected',
  reject: toReject(user, code, message),
});

const describeAside = (aside: Aside): string => {
  if (aside.code === 'merged') return `becomes part of ${aside.winner.sub}`;
  const { rivals, rivalCount } = aside;
  const shown = rivals.join(', ');
  const more = rivalCount - rivals.length;
  const shared = `shares a sign-in name with ${more > 0 ? `${shown} and ${more} more` : shown}`;
  return aside.code === 'duplicate-not-chosen' ? `${shared}; ${aside.winner.sub} comes first` : shared;
};
