import { assertVerifiable } from '../schema/assert-verifiable.ts';
import { assertChangedAttributes } from '../schema/check-attributes.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

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

/** Changes attributes under the pool's rules; an empty value takes one away. */
export const applyAttributeChanges = (
  pool: UserPool,
  user: User,
  asked: ReadonlyMap<string, string>,
  nowMs: number,
): void => {
  assertChangedAttributes(pool.schema, asked);
  const changed = new Map([...user.attributes, ...withResetFlags(user, asked)]);
  const attributes = new Map([...changed].filter(([, value]) => value !== ''));
  assertVerifiable(asked, attributes);
  pool.users.setAttributes(user, attributes);
  user.modifiedMs = nowMs;
};
