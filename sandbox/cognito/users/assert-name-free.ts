import { AwsError } from '../../aws-error.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { isPhoneNumber } from '../schema/attribute-values.ts';

/** Refuses a name that somebody has: in `words`, unless an address is the username, which Cognito then names. */
export const assertNameFree = (pool: UserPool, username: string, words: string): void => {
  if (pool.users.find(username) === undefined) return;
  const address = isPhoneNumber(username) ? 'phone_number' : 'email';
  const isAddress = pool.names.usernameAttributes.length > 0;
  throw new AwsError(
    'UsernameExistsException',
    isAddress ? `An account with the given ${address} already exists.` : words,
  );
};
