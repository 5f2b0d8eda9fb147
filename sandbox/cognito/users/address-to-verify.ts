import type { UserPool } from '../pools/user-pool.ts';
import type { User } from './user.ts';

/** Contacts that keep their old value until the new one is verified. */
export const contactsThatWait = (pool: UserPool): readonly string[] => {
  const settings = pool.settings.others.UserAttributeUpdateSettings as
    | { readonly AttributesRequireVerificationBeforeUpdate?: readonly string[] }
    | undefined;
  return settings?.AttributesRequireVerificationBeforeUpdate ?? [];
};

/** The address that a code may verify: the user's own, or the one that waits to become it. */
export const addressToVerify = (pool: UserPool, user: User, name: 'email' | 'phone_number'): string | undefined => {
  const waiting = contactsThatWait(pool).includes(name) ? user.codes.get(`verify-${name}`)?.address : undefined;
  return waiting ?? user.attributes.get(name);
};
