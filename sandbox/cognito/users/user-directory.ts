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
 * - One name reaches one user: a second claim is refused, unless it is one of a verified address and forced.
 */
export type UserDirectory = {
  readonly size: number;
  /** In order of creation. */
  all(): MapIterator<User>;
  /** The same as an array that later users are added to, but none is removed from. */
  list(): readonly User[];
  /** By username, username attribute or alias, under the pool's case rule. */
  find(name: string): User | undefined;
  /** A user of the pool itself, not one of a provider. */
  findBySub(sub: string): User | undefined;
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

const entriesBeside = (entries: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>) =>
  new Map([...entries].filter(([name, value]) => others.get(name) !== value));

export const createUserDirectory = (names: SignInNames): UserDirectory => {
  const byUsername = new Map<string, User>();
  let listed: User[] | null = [];
  /** Made when first asked for: with a million users it takes its time and space. */
  let bySub: Map<string, User> | null = null;
  const signInAttributes = [...names.usernameAttributes, ...names.aliasAttributes];
  const byAddress = new Map(signInAttributes.map((name) => [name, new Map<string, User>()]));
  const fold = (name: string): string => (names.caseSensitive ? name : name.toLowerCase());

  /** Somebody whom a provider vouches for does not sign in with an address, and may share it. */
  const addressesOf = ({ isFederated }: User, attributes: ReadonlyMap<string, string>): Map<string, string> => {
    const addresses = new Map<string, string>();
    if (isFederated) return addresses;
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

  const isMovable = (name: string): boolean => names.aliasAttributes.includes(name) && name in VERIFIED_FLAG;

  const holderOf = (name: string, value: string): User | undefined =>
    byAddress.get(name)?.get(value) ?? (name === 'preferred_username' ? byUsername.get(value) : undefined);

  const assertFree = (
    addresses: ReadonlyMap<string, string>,
    user: User,
    isForced: boolean,
    errorName: string,
  ): void => {
    for (const [name, value] of addresses) {
      const holder = isForced && isMovable(name) ? undefined : holderOf(name, value);
      if (holder !== undefined && holder !== user) {
        throw new AwsError(errorName, `An account with the given ${name} already exists.`);
      }
    }
  };

  /** Forced away from somebody else: the address stays with its former owner, but unverified. */
  const take = (user: User, addresses: ReadonlyMap<string, string>): void => {
    for (const [name, value] of addresses) {
      const holder = byAddress.get(name)?.get(value);
      const flag = VERIFIED_FLAG[name];
      if (holder !== undefined && holder !== user && flag !== undefined) holder.attributes.set(flag, 'false');
      byAddress.get(name)?.set(value, user);
    }
  };

  /** Somebody else may have taken an address by force: that one keeps it. */
  const release = (user: User, addresses: ReadonlyMap<string, string>): void => {
    for (const [name, value] of addresses) {
      if (byAddress.get(name)?.get(value) === user) byAddress.get(name)?.delete(value);
    }
  };

  return {
    get size() {
      return byUsername.size;
    },
    all: () => byUsername.values(),
    list: () => {
      listed ??= [...byUsername.values()];
      return listed;
    },
    fold,
    find: (name) => {
      const folded = fold(name);
      const byName = byUsername.get(folded);
      if (byName !== undefined) return byName;
      for (const holders of byAddress.values()) {
        const holder = holders.get(folded);
        if (holder !== undefined) return holder;
      }
      return undefined;
    },
    findBySub: (sub) => {
      bySub ??= new Map(byUsername.values().map((user) => [user.sub, user]));
      const user = bySub.get(sub);
      return user?.isFederated ? undefined : user;
    },
    add: (user, options = {}) => {
      const key = fold(user.username);
      if (byUsername.has(key) || byAddress.get('preferred_username')?.has(key)) {
        throw new AwsError('UsernameExistsException', 'User account already exists');
      }
      const addresses = addressesOf(user, user.attributes);
      // Where addresses are usernames, the API has no AliasExistsException for a sign-up.
      const errorName = names.usernameAttributes.length > 0 ? 'UsernameExistsException' : 'AliasExistsException';
      assertFree(addresses, user, options.forceAliases ?? false, errorName);
      byUsername.set(key, user);
      listed?.push(user);
      bySub?.set(user.sub, user);
      take(user, addresses);
    },
    remove: (user) => {
      byUsername.delete(fold(user.username));
      bySub?.delete(user.sub);
      // Chains under way keep the old list.
      listed = null;
      release(user, addressesOf(user, user.attributes));
    },
    setAttributes: (user, attributes, options = {}) => {
      const before = addressesOf(user, user.attributes);
      const after = addressesOf(user, attributes);
      const gained = entriesBeside(after, before);
      assertFree(gained, user, options.forceAliases ?? false, 'AliasExistsException');
      release(user, entriesBeside(before, after));
      take(user, gained);
      user.attributes = attributes;
    },
  };
};
