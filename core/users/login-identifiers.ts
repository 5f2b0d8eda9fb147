import type { UsersConfig } from '../config/schema.ts';
import { carriedAttributes } from './carried-attributes.ts';
import { markVerified } from './mark-verified.ts';
import type { AliasAttribute, PoolProfile } from './pool-profile.ts';
import { canonicalLogin, isVerified, targetLogin, usernameMode } from './target-login.ts';
import type { UserRecord } from './user-record.ts';

/** A name this user would sign in with in the target, in the form in which the target compares names. */
export type LoginIdentifier = {
  readonly canonical: string;
  /** Whether the name works in the target: the source verified the address, or an operator vouches. Others need no proof. */
  readonly verified: boolean;
  /**
   * Whether the source itself makes the name this user's: a username, or an address that it verified. Only that wins a name
   * over somebody else. A preferred username is whatever was typed, and nobody's word outdoes a proof.
   */
  readonly proven: boolean;
};

type Rules = { readonly users: UsersConfig } & (
  | { readonly target: NamingRules; readonly isMarkedVerified?: undefined }
  | {
      readonly target: NamingRules & Pick<PoolProfile, 'autoVerifiedAttributes'>;
      /** Users whose address an operator vouches for. */
      readonly isMarkedVerified: (sub: string) => boolean;
    }
);

type NamingRules = Pick<PoolProfile, 'signIn' | 'caseSensitive'>;

/**
 * Every name that must be this user's alone in the target: the sign-in name, verified or not, and active aliases. An e-mail
 * or phone alias is active only when verified.
 */
export const loginIdentifiers = (user: UserRecord, rules: Rules): LoginIdentifier[] => {
  const { target, users } = rules;
  const vouchedFor = rules.isMarkedVerified?.(user.sub) ? rules.target : undefined;
  const identifiers: LoginIdentifier[] = [];
  const add = (name: string, verified: boolean, proven: boolean) => {
    const canonical = canonicalLogin(name, target);
    const at = identifiers.findIndex((each) => each.canonical === canonical);
    const known = identifiers[at];
    if (known === undefined) identifiers.push({ canonical, verified, proven });
    else identifiers[at] = { canonical, verified: known.verified || verified, proven: known.proven || proven };
  };

  const login = targetLogin(user, usernameMode(users.username, target));
  if (login) {
    const proven = login.attribute === undefined || isVerified(user, login.attribute);
    add(login.login, proven || vouchedFor !== undefined, proven);
  }
  if (target.signIn.kind === 'attribute' && target.signIn.attributes.length > 1) {
    for (const attribute of target.signIn.attributes) {
      const value = user.attributes.get(attribute);
      if (value) add(value, isVerified(user, attribute), isVerified(user, attribute));
    }
  }
  if (target.signIn.kind === 'username' && target.signIn.aliases.length > 0) {
    const attributes = carriedAttributes(user, users);
    if (vouchedFor && login) markVerified(attributes, login, vouchedFor);
    for (const alias of target.signIn.aliases) {
      const value = attributes.get(alias);
      if (value !== undefined && isActive(alias, attributes)) {
        add(value, true, alias !== 'preferred_username' && isVerified(user, alias));
      }
    }
  }
  return identifiers;
};

const isActive = (alias: AliasAttribute, attributes: ReadonlyMap<string, string>): boolean =>
  alias === 'preferred_username' || attributes.get(`${alias}_verified`) === 'true';
