/** How a pool of the model lets its users sign in. */
export type PoolKind = {
  readonly usernameAttributes: readonly string[];
  readonly aliasAttributes: readonly string[];
  readonly caseSensitive: boolean;
};

export type Attributes = Readonly<Record<string, string>>;

export type ModelUser = {
  /** What GetUser calls them; the model learns it, with the sub, from the answer. */
  username: string;
  sub: string;
  attributes: Attributes;
  status: string;
  /** Whether a code that would confirm the account is out. */
  hasCode: boolean;
};

const FLAGS: Readonly<Record<string, string>> = { email: 'email_verified', phone_number: 'phone_number_verified' };
const FORMS: Readonly<Record<string, RegExp>> = { email: /@/, phone_number: /^\+/ };

const filled = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));

/** Flags of addresses that are not there make no sense. */
const speaksOfNothing = (asked: Attributes, all: Attributes): boolean =>
  Object.entries(FLAGS).some(([address, flag]) => asked[flag] && !all[address]);

/**
 * A user pool as its rules read, without indexes: who is there, and whom each sign-in name reaches. Each change tells
 * whether Cognito has to take it; nothing changes where it has not.
 */
export const createPoolModel = (kind: PoolKind) => {
  let users: ModelUser[] = [];
  const fold = (name: string): string => (kind.caseSensitive ? name : name.toLowerCase());

  /** `attribute|value` of everything but the username that signs in a user who has these attributes. */
  const addressesIn = (attributes: Attributes): string[] =>
    [
      ...kind.usernameAttributes.filter((name) => attributes[name]),
      ...kind.aliasAttributes.filter(
        (name) => attributes[name] && (FLAGS[name] === undefined || attributes[FLAGS[name]] === 'true'),
      ),
    ].map((name) => `${name}|${fold(attributes[name] ?? '')}`);

  const addressesOf = (user: ModelUser): string[] => addressesIn(user.attributes);

  const isMovable = (address: string): boolean =>
    kind.aliasAttributes.length > 0 && !address.startsWith('preferred_username|');

  const isTaken = (address: string, by: readonly ModelUser[], force: boolean): boolean => {
    if (force && isMovable(address)) return false;
    const [name = '', value = ''] = address.split('|');
    return by.some(
      (user) => addressesOf(user).includes(address) || (name === 'preferred_username' && fold(user.username) === value),
    );
  };

  /** Whoever loses an address by force keeps it, unverified. */
  const takeFromOthers = (winner: ModelUser, addresses: readonly string[]): void => {
    for (const user of users) {
      if (user === winner) continue;
      for (const address of addresses) {
        const flag = FLAGS[address.split('|')[0] ?? ''];
        if (flag === undefined || !addressesOf(user).includes(address)) continue;
        user.attributes = { ...user.attributes, [flag]: 'false' };
      }
    }
  };

  /** The attributes of a new user, or null where the pool does not take the name or the attributes. */
  const admitted = (username: string, attributes: Attributes): Attributes | null => {
    if (kind.aliasAttributes.some((name) => FORMS[name]?.test(username))) return null;
    const own = kind.usernameAttributes.find((name) => FORMS[name]?.test(username));
    if (kind.usernameAttributes.length > 0 && own === undefined) return null;
    const given = own === undefined ? undefined : attributes[own];
    if (given && fold(given) !== fold(username)) return null;
    const all = filled(own === undefined ? attributes : { [own]: username, ...filled(attributes) });
    return speaksOfNothing(attributes, all) ? null : all;
  };

  const mayAdd = (username: string, attributes: Attributes, force: boolean): boolean => {
    const isNameTaken =
      kind.usernameAttributes.length === 0 && users.some((user) => fold(user.username) === fold(username));
    const isAliasTaken =
      kind.aliasAttributes.includes('preferred_username') &&
      users.some((user) => addressesOf(user).includes(`preferred_username|${fold(username)}`));
    return !isNameTaken && !isAliasTaken && !addressesIn(attributes).some((address) => isTaken(address, users, force));
  };

  return {
    users: (): readonly ModelUser[] => users,
    fold,
    /** The attributes that the new user will have; null: refused. The user may bring what is required. */
    mayInvite: (username: string, attributes: Attributes, force: boolean): Attributes | null => {
      const all = admitted(username, attributes);
      return all !== null && mayAdd(username, all, force) ? all : null;
    },
    mayImport: (username: string, attributes: Attributes): Attributes | null => {
      const all = admitted(username, attributes);
      return all?.given_name && mayAdd(username, all, false) ? all : null;
    },
    maySignUp: (username: string, attributes: Attributes): Attributes | null => {
      if (kind.aliasAttributes.includes('preferred_username') && 'preferred_username' in attributes) return null;
      const all = admitted(username, attributes);
      if (!all?.given_name || !mayAdd(username, all, false)) return null;
      const flags = Object.entries(FLAGS).filter(([address]) => all[address]);
      return { ...all, ...Object.fromEntries(flags.map(([, flag]) => [flag, 'false'])) };
    },
    add: (user: ModelUser): void => {
      users.push(user);
      takeFromOthers(user, addressesIn(user.attributes));
    },
    remove: (user: ModelUser): void => {
      users = users.filter((other) => other !== user);
    },
    /** Changes what an administrator may; false: refused. */
    update: (user: ModelUser, changes: Attributes): boolean => {
      if ('custom:once' in changes || changes.given_name === '') return false;
      const resets = Object.entries(FLAGS)
        .filter(
          ([address, flag]) =>
            address in changes && (changes[address] ?? '') !== user.attributes[address] && !(flag in changes),
        )
        .map(([address, flag]) => [flag, changes[address] === '' ? '' : 'false']);
      const after = filled({ ...user.attributes, ...changes, ...Object.fromEntries(resets) });
      if (speaksOfNothing(changes, after)) return false;
      if (kind.usernameAttributes.length > 0 && !kind.usernameAttributes.some((name) => after[name])) return false;
      const before = addressesIn(user.attributes);
      const gained = addressesIn(after).filter((address) => !before.includes(address));
      const others = users.filter((other) => other !== user);
      if (gained.some((address) => isTaken(address, others, false))) return false;
      if (after.email !== user.attributes.email) user.hasCode = false;
      user.attributes = after;
      return true;
    },
    /** The account is confirmed by the code that went to its e-mail address; false: refused. */
    confirm: (user: ModelUser, force: boolean): boolean => {
      if (user.status !== 'UNCONFIRMED' || !user.hasCode) return false;
      const after = { ...user.attributes, email_verified: 'true' };
      const before = addressesIn(user.attributes);
      const gained = addressesIn(after).filter((address) => !before.includes(address));
      const others = users.filter((other) => other !== user);
      if (gained.some((address) => isTaken(address, others, force))) return false;
      Object.assign(user, { attributes: after, status: 'CONFIRMED', hasCode: false });
      takeFromOthers(user, gained);
      return true;
    },
    /** Whom an address reaches. */
    holderOf: (address: string): ModelUser | undefined => users.find((user) => addressesOf(user).includes(address)),
  };
};

export type PoolModel = ReturnType<typeof createPoolModel>;
