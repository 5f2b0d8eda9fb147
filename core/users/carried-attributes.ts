import type { UsersConfig } from '../config/schema.ts';
import type { SignInAttribute } from './pool-profile.ts';
import { isWritableAttribute, standardAttributes } from './standard-attributes.ts';
import { isVerified } from './target-login.ts';
import type { UserRecord } from './user-record.ts';

const addresses: readonly SignInAttribute[] = ['email', 'phone_number'];

type Carried = {
  /** Names of the source attributes that cross, verified flags among them. */
  readonly names: readonly string[];
  /** Source and target name of those that cross as they are; flags follow their address by other rules. */
  readonly values: readonly (readonly [from: string, to: string])[];
};

/** Worked out once per configuration, because it is asked for every user of a pool. */
const carriedUnder = new WeakMap<UsersConfig, Carried>();

const whatIsCarried = (users: UsersConfig): Carried => {
  const known = carriedUnder.get(users);
  if (known !== undefined) return known;
  const listed = users.attributes.copy.flatMap((name) => (name === 'standard' ? [...standardAttributes] : [name]));
  const values = [...new Set(listed)].filter((name) => isWritableAttribute(name) && !isFlag(name));
  const flags = addresses.filter((address) => values.includes(address)).map((address) => `${address}_verified`);
  const carried = {
    names: [...values, ...flags],
    values: values.map((name) => [name, targetName(name, users)] as const),
  };
  carriedUnder.set(users, carried);
  return carried;
};

const isFlag = (name: string) => addresses.some((address) => name === `${address}_verified`);

/** Names of the source attributes that `users.attributes.copy` lets through. Verified flags follow their address. */
export const copiedAttributeNames = (users: UsersConfig): readonly string[] => whatIsCarried(users).names;

/** Source and target name of the attributes that `users.attributes.copy` lets through, flags left out. */
export const carriedPairs = (users: UsersConfig): readonly (readonly [from: string, to: string])[] =>
  whatIsCarried(users).values;

/** Names that attributes of a crossing user can have in the target, previous sub and username included. */
export const carriedAttributeNames = (users: UsersConfig): string[] => [
  ...new Set([
    ...copiedAttributeNames(users).map((name) => targetName(name, users)),
    ...(users.previousSub === undefined ? [] : [users.previousSub]),
    ...(users.previousUsername === undefined ? [] : [users.previousUsername]),
  ]),
];

/**
 * What a user brings into the target, under the target's names. A verified flag goes with its address and is `true` only
 * where the source says the literal `true`; an address without a flag gets `false`. Empty values count as absent.
 */
export const carriedAttributes = (user: UserRecord, users: UsersConfig): Map<string, string> => {
  const carried = new Map<string, string>();
  for (const [from, to] of whatIsCarried(users).values) {
    const value = user.attributes.get(from);
    if (value !== undefined && value !== '') carried.set(to, value);
  }
  for (const address of addresses) {
    if (carried.has(address)) carried.set(`${address}_verified`, String(isVerified(user, address)));
  }
  if (users.previousSub !== undefined) carried.set(users.previousSub, user.sub);
  if (users.previousUsername !== undefined) carried.set(users.previousUsername, user.username);
  return carried;
};

/** Only custom attributes can have another name in the target: a renamed address would lose what its flag vouches for. */
const targetName = (name: string, users: UsersConfig): string => {
  if (!name.startsWith('custom:') || !Object.hasOwn(users.attributes.rename, name)) return name;
  const renamed = users.attributes.rename[name];
  return renamed?.startsWith('custom:') ? renamed : name;
};
