import type { UsersConfig } from '../config/schema.ts';
import { carriedAttributes } from './carried-attributes.ts';
import type { PoolProfile } from './pool-profile.ts';
import { canonicalLogin, isVerified, targetLogin, usernameMode } from './target-login.ts';
import type { UserRecord } from './user-record.ts';

/** A name this user would sign in with in the target, in the form in which the target compares names. */
export type LoginIdentifier = {
  readonly canonical: string;
  /** Whether the user proved it: the source verified the address, or an operator vouches. Usernames prove themselves. */
  readonly verified: boolean;
};

type Rules = {
  readonly target: Pick<PoolProfile, 'signIn' | 'caseSensitive'>;
  readonly users: UsersConfig;
  /** Users whose address an operator vouches for. */
  readonly isMarkedVerified?: (sub: string) => boolean;
};

/**
 * Every name that must be this user's alone in the target: the sign-in name, verified or not, and active aliases. An e-mail
 * or phone alias is active only when verified.
 */
export const loginIdentifiers = (user: UserRecord, rules: Rules): LoginIdentifier[] => {
  const { target, users } = rules;
  const vouched = rules.isMarkedVerified?.(user.sub) ?? false;
  const identifiers = new Map<string, boolean>();

  const login = targetLogin(user, usernameMode(users.username, target));
  if (login) {
    const verified = login.attribute === undefined || vouched || isVerified(user, login.attribute);
    identifiers.set(canonicalLogin(login.login, target), verified);
  }
  if (target.signIn.kind === 'username') {
    const carried = carriedAttributes(user, users);
    for (const alias of target.signIn.aliases) {
      const value = carried.get(alias);
      if (value === undefined) continue;
      if (alias === 'preferred_username' || vouched || isVerified(user, alias)) {
        identifiers.set(canonicalLogin(value, target), true);
      }
    }
  }
  return [...identifiers].map(([canonical, verified]) => ({ canonical, verified }));
};
