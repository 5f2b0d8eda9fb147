import type { UsersConfig } from '../config/schema.ts';
import { carriedAttributes } from './carried-attributes.ts';
import { markVerified } from './mark-verified.ts';
import type { AliasAttribute, PoolProfile } from './pool-profile.ts';
import { canonicalLogin, isVerified, type TargetLogin, targetLogin, usernameMode } from './target-login.ts';
import type { UserRecord } from './user-record.ts';
import { findUsernameProblem } from './username-problem.ts';

/** A name this user would sign in with in the target, in the form in which the target compares names. */
export type LoginIdentifier = {
  readonly canonical: string;
  /** Whether the name works in the target: the source verified the address, or an operator vouches. Others need no proof. */
  readonly verified: boolean;
  readonly proof: NameProof;
};

/**
 * What in the source makes the name this user's: that it verified the address, or that it is the username. Only a proof
 * wins a name over somebody else. A preferred username is whatever was typed, and nobody's word outdoes a proof.
 */
export type NameProof = 'address' | 'username' | 'none';

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
  const add = (name: string, verified: boolean, proof: NameProof) => {
    const canonical = canonicalLogin(name, target);
    const at = identifiers.findIndex((each) => each.canonical === canonical);
    const known = identifiers[at];
    if (known === undefined) identifiers.push({ canonical, verified, proof });
    else {
      const stronger = known.proof === 'none' ? proof : known.proof;
      identifiers[at] = { canonical, verified: known.verified || verified, proof: stronger };
    }
  };

  const login = targetLogin(user, usernameMode(users.username, target));
  if (login) {
    const isProven = login.attribute === undefined || isVerified(user, login.attribute);
    add(login.login, isProven || vouchedFor !== undefined, proofOf(login, isProven, target));
  }
  if (target.signIn.kind === 'attribute' && target.signIn.attributes.length > 1) {
    for (const attribute of target.signIn.attributes) {
      const value = user.attributes.get(attribute);
      if (value) add(value, isVerified(user, attribute), isVerified(user, attribute) ? 'address' : 'none');
    }
  }
  if (target.signIn.kind === 'username' && target.signIn.aliases.length > 0) {
    const attributes = carriedAttributes(user, users);
    if (vouchedFor && login) markVerified(attributes, login, vouchedFor);
    for (const alias of target.signIn.aliases) {
      const value = attributes.get(alias);
      if (value !== undefined && isActive(alias, attributes)) {
        add(value, true, alias !== 'preferred_username' && isVerified(user, alias) ? 'address' : 'none');
      }
    }
  }
  return identifiers;
};

/** A username that the target cannot have is typed in vain: it must not keep an address from who verified it. */
const proofOf = ({ login, attribute }: TargetLogin, isProven: boolean, target: NamingRules): NameProof => {
  if (attribute !== undefined) return isProven ? 'address' : 'none';
  return findUsernameProblem(login, target) === undefined ? 'username' : 'none';
};

const isActive = (alias: AliasAttribute, attributes: ReadonlyMap<string, string>): boolean =>
  alias === 'preferred_username' || attributes.get(`${alias}_verified`) === 'true';
