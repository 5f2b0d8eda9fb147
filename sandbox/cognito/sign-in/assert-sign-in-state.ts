import { AwsError } from '../../aws-error.ts';
import type { User } from '../state/user.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { disabledUser, resetRequired, wrongPassword } from './sign-in-refusals.ts';

/** What a user is told whatever the password is, in the same order by every flow. */
export const assertMayTry = (client: UserPoolClient, user: User): void => {
  if (!user.enabled) throw disabledUser(client);
  if (user.status === 'RESET_REQUIRED') throw resetRequired(client);
  if (user.status === 'UNCONFIRMED') throw new AwsError('UserNotConfirmedException', 'User is not confirmed.');
};

/** What only the holder of the right password learns. */
export const assertMaySignIn = (user: User, nowMs: number): void => {
  if (user.status === 'FORCE_CHANGE_PASSWORD' && nowMs > (user.password?.expiresAtMs ?? nowMs)) {
    throw new AwsError(
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
    );
  }
  if (user.status !== 'CONFIRMED' && user.status !== 'FORCE_CHANGE_PASSWORD') throw wrongPassword();
};
