import type { PoolProfile } from '../users/pool-profile.ts';
import { canonicalLogin } from '../users/target-login.ts';

type Named = {
  readonly username: string;
  /** Attributes of a user, or cells of a row: both go by the same names. */
  readonly attributes: ReadonlyMap<string, string>;
};

/**
 * The names somebody signs in with in the target, canonical. Where the address is the sign-in name it counts whether
 * verified or not, because Cognito keeps it unique either way; an e-mail or phone alias is active only when verified.
 */
export const signInNames = ({ username, attributes }: Named, target: PoolProfile): string[] => {
  const { signIn } = target;
  const names =
    signIn.kind === 'attribute'
      ? signIn.attributes.map((attribute) => attributes.get(attribute) ?? '')
      : [
          username,
          ...signIn.aliases.map((alias) => (isActiveAlias(alias, attributes) ? (attributes.get(alias) ?? '') : '')),
        ];
  return [...new Set(names.filter((name) => name !== '').map((name) => canonicalLogin(name, target)))];
};

/** Names under which a row's own user would be found: aliases may be somebody else's. */
export const primaryNames = ({ username, attributes }: Named, target: PoolProfile): string[] =>
  target.signIn.kind === 'attribute'
    ? signInNames({ username, attributes }, target)
    : [canonicalLogin(username, target)];

const isActiveAlias = (alias: string, attributes: ReadonlyMap<string, string>): boolean =>
  alias === 'preferred_username' || attributes.get(`${alias}_verified`) === 'true';
