import { AwsError } from '../../aws-error.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { assertChangedAttributes } from '../schema/check-attributes.ts';
import { hasGeneratedName } from './create-user.ts';
import type { User } from './user.ts';

const FLAGS = [
  ['email', 'email_verified'],
  ['phone_number', 'phone_number_verified'],
] as const;

export const isNewValue = (user: User, name: string, value: string | undefined): boolean =>
  value !== undefined && value !== (user.attributes.get(name) ?? '');

/** A new address is unverified unless the same request says otherwise. */
const withResetFlags = (user: User, changes: ReadonlyMap<string, string>): Map<string, string> => {
  const flags = new Map<string, string>();
  for (const [address, flag] of FLAGS) {
    const value = changes.get(address);
    if (isNewValue(user, address, value) && !changes.has(flag)) flags.set(flag, value === '' ? '' : 'false');
  }
  return new Map([...changes, ...flags]);
};

const assertSignInName = (pool: UserPool, user: User, attributes: ReadonlyMap<string, string>): void => {
  const { usernameAttributes } = pool.names;
  if (hasGeneratedName(pool, user) && !usernameAttributes.some((name) => attributes.has(name))) {
    throw new AwsError('InvalidParameterException', 'A user needs one of the attributes that are usernames.');
  }
};

/** A code proves the address that it went to, not the one that came after. */
const dropCodes = (user: User, attributes: ReadonlyMap<string, string>): void => {
  for (const [kind, { attribute }] of user.codes) {
    if (user.attributes.get(attribute) !== attributes.get(attribute)) user.codes.delete(kind);
  }
};

/** Changes attributes under the pool's rules; an empty value takes one away. */
export const changeAttributes = (
  pool: UserPool,
  user: User,
  asked: ReadonlyMap<string, string>,
  nowMs: number,
): void => {
  assertChangedAttributes(pool.schema, asked);
  const changed = new Map([...user.attributes, ...withResetFlags(user, asked)]);
  const attributes = new Map([...changed].filter(([, value]) => value !== ''));
  assertVerifiable(asked, attributes);
  assertSignInName(pool, user, attributes);
  const before = user.attributes;
  pool.users.setAttributes(user, attributes);
  dropCodes(user, before);
  user.modifiedMs = nowMs;
};
