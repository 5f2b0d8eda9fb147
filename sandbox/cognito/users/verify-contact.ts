import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { User } from './user.ts';

/**
 * Marks a contact as verified that a code of a second factor went to. Somebody else's verified alias stays theirs: the
 * sign-in goes on, the contact stays as it is.
 */
export const verifyContact = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  attribute: 'email' | 'phone_number',
): void => {
  if (user.attributes.get(`${attribute}_verified`) === 'true') return;
  try {
    pool.users.setAttributes(user, new Map([...user.attributes, [`${attribute}_verified`, 'true']]));
    user.modifiedMs = state.clock.nowMs();
  } catch (error) {
    if (!(error instanceof AwsError && error.name === 'AliasExistsException')) throw error;
  }
};
