import { AwsError } from '../../aws-error.ts';
import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { assertChangedAttributes } from '../schema/check-attributes.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

/** A new address is unverified unless the same request says otherwise. */
const withResetFlags = (current: ReadonlyMap<string, string>, changes: ReadonlyMap<string, string>) => {
  const flags = new Map<string, string>();
  for (const [address, flag] of [
    ['email', 'email_verified'],
    ['phone_number', 'phone_number_verified'],
  ] as const) {
    const changed = changes.has(address) && changes.get(address) !== current.get(address);
    if (changed && !changes.has(flag)) flags.set(flag, changes.get(address) === '' ? '' : 'false');
  }
  return new Map([...changes, ...flags]);
};

const assertSignInName = (pool: UserPool, attributes: ReadonlyMap<string, string>): void => {
  const { usernameAttributes } = pool.names;
  if (usernameAttributes.length > 0 && !usernameAttributes.some((name) => attributes.has(name))) {
    throw new AwsError('InvalidParameterException', 'A user needs one of the attributes that are usernames.');
  }
};

/** A code proves the address that it went to, not the one that came after. */
const dropCodes = (user: User, attributes: ReadonlyMap<string, string>): void => {
  for (const [kind, { attribute }] of user.codes) {
    if (user.attributes.get(attribute) !== attributes.get(attribute)) user.codes.delete(kind);
  }
};

/** Changes attributes as an administrator may; an empty value takes one away. */
export const changeAttributes = (
  pool: UserPool,
  user: User,
  asked: ReadonlyMap<string, string>,
  nowMs: number,
): void => {
  assertChangedAttributes(pool.schema, asked);
  const changes = withResetFlags(user.attributes, asked);
  const attributes = new Map([...user.attributes, ...changes].filter(([, value]) => value !== ''));
  for (const [name, value] of changes) if (value === '') attributes.delete(name);
  assertVerifiable(asked, attributes);
  assertSignInName(pool, attributes);
  const before = user.attributes;
  pool.users.setAttributes(user, attributes);
  dropCodes(user, before);
  user.modifiedMs = nowMs;
};
