import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { refuseUnservedTriggers, SIGN_IN_TRIGGERS } from '../triggers/unserved-triggers.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { assertSecretHash } from './secret-hash.ts';

const refuse = (message: string): AwsError => new AwsError('NotAuthorizedException', message);

/** REFRESH_TOKEN_AUTH. The hash covers the username, which the client need not send. */
export const refreshTokens = (
  state: CognitoState,
  client: UserPoolClient,
  parameters: Readonly<Record<string, string>>,
): Wire =>
  renewTokens(state, client, requiredParameter(parameters, 'REFRESH_TOKEN'), (username) =>
    assertSecretHash(client, username, parameters.SECRET_HASH),
  );

/** New access and ID tokens for a session that still stands. `assertClient` hears whose it is before anything else. */
export const renewTokens = (
  state: CognitoState,
  client: UserPoolClient,
  token: string,
  assertClient: (username: string) => void,
): Wire => {
  const session = state.tokens.byRefreshToken(token);
  if (session === undefined || session.client.id !== client.id) throw refuse('Invalid Refresh Token');
  const { pool, user } = session;
  assertClient(user.username);
  if (state.clock.nowMs() > session.startedMs + client.refreshTokenMs) throw refuse('Refresh Token has expired');
  if (pool.users.find(user.username) !== user) throw refuse('User does not exist.');
  if (!user.enabled) throw refuse('User is disabled.');
  refuseUnservedTriggers(pool, SIGN_IN_TRIGGERS);
  return {
    AuthenticationResult: state.tokens.issue(state, session, [...user.groups], false),
    ChallengeParameters: {},
  };
};
