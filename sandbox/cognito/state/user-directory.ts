import { AwsError } from '../../aws-error.ts';
import type { User } from './user.ts';

/** How a pool lets its users sign in. Fixed when the pool is made. */
export type SignInNames = {
  readonly aliasAttributes: readonly string[];
  readonly usernameAttributes: readonly string[];
  readonly caseSensitive: boolean;
};

/**
 * The users of one pool, by every name that reaches them.
 *
 * - In a pool with username attributes an address reaches its user whether it is verified or not.
 * - In a pool with aliases only a verified address does (`preferred_username` needs no proof).
 * - One name reaches one user: a second claim is refused unless it is forced.
 */
export type UserDirectory = {
  readonly size: number;
  /** In order of creation. */
  all(): MapIterator<User>;
  /** By username, username attribute or alias, under the pool's case rule. */
  find(name: string): User | undefined;
  add(user: User, options?: { readonly forceAliases?: boolean }): void;
  remove(user: User): void;
  /** Replaces the attributes of `user` and what signs them in. Throws AliasExistsException before it changes anything. */
  setAttributes(user: User, attributes: Map<string, string>, options?: { readonly forceAliases?: boolean }): void;
  fold(name: string): string;
};

const VERIFIED_FLAG: Readonly<Record<string, string>> = {
  email: 'email_verified',
  phone_number: 'phone_number_verified',
};

const ATTRIBUTE_WORDS: Readonly<Record<string, string>> = { email: 'email', phone_number: 'phone_number' };

export const createUserDirectory = (names: SignInNames): UserDirectory => {
  const byUsername = new Map<string, User>();
  const byAddress = new Map<string, User>();
  const fold = (name: string): string => (names.caseSensitive ? name : name.toLowerCase());

  /** Somebody whom a provider vouches for does not sign in with an address, and may share it. */
  const addressesOf = ({ status }: User, attributes: ReadonlyMap<string, string>): Map<string, string> => {
    const addresses = new Map<string, string>();
    if (status === 'EXTERNAL_PROVIDER') return addresses;
    for (const name of names.usernameAttributes) {
      const value = attributes.get(name);
      if (value) addresses.set(name, fold(value));
    }
    for (const name of names.aliasAttributes) {
      const value = attributes.get(name);
      const flag = VERIFIED_FLAG[name];
      if (value && (flag === undefined || attributes.get(flag) === 'true')) addresses.set(name, fold(value));
    }
    return addresses;
  };

  const assertFree = (addresses: ReadonlyMap<string, string>, user: User): void => {
    for (const [name, value] of addresses) {
      const holder = byAddress.get(`${name}|${value}`);
      if (holder !== undefined && holder !== user) {
        const word = ATTRIBUTE_WORDS[name] ?? name;
        throw new AwsError('AliasExistsException', `An account with the given ${word} already exists.`);
      }
    }
  };

  /** Forced away by somebody else: the address stays with the former owner, but unverified. */
  const loseAlias = (holder: User, name: string): void => {
    holder.aliases.delete(name);
    const flag = VERIFIED_FLAG[name];
    if (flag !== undefined) holder.attributes.set(flag, 'false');
  };

  const claim = (user: User, addresses: ReadonlyMap<string, string>): void => {
    for (const [name, value] of user.aliases) {
      if (byAddress.get(`${name}|${value}`) === user) byAddress.delete(`${name}|${value}`);
    }
    user.aliases.clear();
    for (const [name, value] of addresses) {
      const holder = byAddress.get(`${name}|${value}`);
      if (holder !== undefined && holder !== user) loseAlias(holder, name);
      byAddress.set(`${name}|${value}`, user);
      user.aliases.set(name, value);
    }
  };

  return {
    get size() {
      return byUsername.size;
    },
    all: () => byUsername.values(),
    fold,
    find: (name) => {
      const folded = fold(name);
      const byName = byUsername.get(folded);
      if (byName !== undefined) return byName;
      for (const attribute of [...names.usernameAttributes, ...names.aliasAttributes]) {
        const holder = byAddress.get(`${attribute}|${folded}`);
        if (holder !== undefined) return holder;
      }
      return undefined;
    },
    add: (user, options = {}) => {
      const key = fold(user.username);
      if (byUsername.has(key)) throw new AwsError('UsernameExistsException', 'User account already exists');
      const addresses = addressesOf(user, user.attributes);
      if (!options.forceAliases) assertFree(addresses, user);
      byUsername.set(key, user);
      claim(user, addresses);
    },
    remove: (user) => {
      byUsername.delete(fold(user.username));
      claim(user, new Map());
    },
    setAttributes: (user, attributes, options = {}) => {
      const addresses = addressesOf(user, attributes);
      if (!options.forceAliases) assertFree(addresses, user);
      user.attributes = attributes;
      claim(user, addresses);
    },
  };
};
