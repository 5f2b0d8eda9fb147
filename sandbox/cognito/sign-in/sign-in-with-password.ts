import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { isPasswordOf } from '../state/passwords.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { migrateAtSignIn } from '../triggers/migrate-at-sign-in.ts';
import { runPreAuthentication } from '../triggers/pre-authentication.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { assertNotLockedOut, countFailure, forgetFailures } from './lockout.ts';
import { assertSecretHash } from './secret-hash.ts';
import { disabledUser, resetRequired, unknownUser, wrongPassword } from './sign-in-refusals.ts';

export type PasswordSignIn = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientMetadata?: Readonly<Record<string, string>>;
};

const verifyPassword = async (
  state: CognitoState,
  client: UserPoolClient,
  user: User,
  password: string,
): Promise<void> => {
  const nowMs = state.clock.nowMs();
  assertNotLockedOut(user, nowMs);
  if (!user.enabled) throw disabledUser(client);
  if (user.status === 'RESET_REQUIRED') throw resetRequired(client);
  if (!(await isPasswordOf(user, password))) {
    countFailure(user, nowMs);
    throw wrongPassword();
  }
  forgetFailures(user);
  if (user.status === 'UNCONFIRMED') throw new AwsError('UserNotConfirmedException', 'User is not confirmed.');
  if (user.status === 'FORCE_CHANGE_PASSWORD' && nowMs > (user.password?.expiresAtMs ?? nowMs)) {
    throw new AwsError(
      'NotAuthorizedException',
      'Temporary password has expired and must be reset by an administrator.',
    );
  }
  if (user.status !== 'CONFIRMED' && user.status !== 'FORCE_CHANGE_PASSWORD') throw wrongPassword();
};

/** USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: unknown names go to the UserMigration trigger where there is one. */
export const signInWithPassword = async (state: CognitoState, request: PasswordSignIn): Promise<Wire> => {
  const { pool, client, parameters } = request;
  const username = requiredParameter(parameters, 'USERNAME');
  const password = requiredParameter(parameters, 'PASSWORD');
  assertSecretHash(client, username, parameters.SECRET_HASH);
  const user =
    pool.users.find(username) ??
    (await migrateAtSignIn(state, pool, client, { username, password, clientMetadata: request.clientMetadata }));
  await runPreAuthentication(state, { pool, client, user, username, validationData: request.clientMetadata });
  if (user === null) throw unknownUser(client);
  await verifyPassword(state, client, user, password);
  return completeSignIn(state, { pool, client, user });
};
