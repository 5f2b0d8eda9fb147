import type { CognitoState } from '../cognito-state.ts';
import { isPassword } from '../state/passwords.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { migrateAtSignIn } from '../triggers/migrate-at-sign-in.ts';
import type { Wire } from '../wire.ts';
import { assertMaySignIn, assertMayTry } from './assert-sign-in-state.ts';
import { requiredParameter } from './auth-flows.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { assertNotLockedOut, countFailure, forgetFailures } from './lockout.ts';
import { assertSecretHash } from './secret-hash.ts';
import { unknownUser, wrongPassword } from './sign-in-refusals.ts';

export type PasswordSignIn = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientMetadata?: Readonly<Record<string, string>>;
};

const verifyPassword = (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  user: User,
  password: string,
): void => {
  const nowMs = state.clock.nowMs();
  assertNotLockedOut(user.lockout, nowMs);
  assertMayTry(client, user);
  if (!isPassword(pool.id, user, password)) {
    countFailure(user.lockout, nowMs);
    throw wrongPassword();
  }
  forgetFailures(user.lockout);
  assertMaySignIn(user, nowMs);
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
  if (user === null) throw unknownUser(client);
  verifyPassword(state, pool, client, user, password);
  return completeSignIn(state, { pool, client, user });
};
