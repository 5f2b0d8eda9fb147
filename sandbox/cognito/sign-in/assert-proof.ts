import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { User } from '../users/user.ts';
import { assertNotLockedOut, countFailure, forgetFailures } from './lockout.ts';
import { disabledUser, resetRequired, wrongPassword } from './sign-in-refusals.ts';

/** What a user is told whatever the password is. */
const assertMayTry = (client: UserPoolClient, user: User): void => {
  if (!user.enabled) throw disabledUser(client);
  if (user.status === 'RESET_REQUIRED') throw resetRequired(client);
  if (user.status === 'UNCONFIRMED') throw new AwsError('UserNotConfirmedException', 'User is not confirmed.');
};

/** What only the holder of the right password learns. */
const assertMaySignIn = (user: User, nowMs: number): void => {
  if (user.status === 'FORCE_CHANGE_PASSWORD' && nowMs > (user.password?.expiresAtMs ?? nowMs)) {
    throw new AwsError(
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
    );
  }
  if (user.status !== 'CONFIRMED' && user.status !== 'FORCE_CHANGE_PASSWORD') throw wrongPassword();
};

/** The same for every flow: lockout, state, then the proof of the password. Throws unless the sign-in may go on. */
export const assertProof = async (
  state: CognitoState,
  client: UserPoolClient,
  user: User,
  isRight: () => boolean | Promise<boolean>,
): Promise<void> => {
  const nowMs = state.clock.nowMs();
  assertNotLockedOut(user.lockout, nowMs);
  assertMayTry(client, user);
  if (!(await isRight())) {
    countFailure(user.lockout, nowMs);
    throw wrongPassword();
  }
  forgetFailures(user.lockout);
  assertMaySignIn(user, nowMs);
};
