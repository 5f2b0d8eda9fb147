import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { runPreTokenGeneration } from '../triggers/pre-token-generation.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { assertSecretHash } from './secret-hash.ts';

const refuse = (message: string): AwsError => new AwsError('NotAuthorizedException', message);

/** REFRESH_TOKEN_AUTH. The hash covers the username, which the client need not send. */
export const refreshTokens = (
  state: CognitoState,
  client: UserPoolClient,
  parameters: Readonly<Record<string, string>>,
): Promise<Wire> =>
  renewTokens(state, client, requiredParameter(parameters, 'REFRESH_TOKEN'), (username) =>
    assertSecretHash(client, username, parameters.SECRET_HASH),
  );

/** New access and ID tokens for a session that still stands. `assertClient` hears whose it is before anything else. */
export const renewTokens = async (
  state: CognitoState,
  client: UserPoolClient,
  token: string,
  assertClient: (username: string) => void,
): Promise<Wire> => {
  const session = state.tokens.byRefreshToken(token);
  if (session === undefined || session.client.id !== client.id) throw refuse('Invalid Refresh Token');
  const { pool, user } = session;
  assertClient(user.username);
  if (state.clock.nowMs() > session.startedMs + client.refreshTokenMs) throw refuse('Refresh Token has expired');
  if (pool.users.find(user.username) !== user) throw refuse('User does not exist.');
  if (!user.enabled) throw refuse('User is disabled.');
  const groups = [...user.groups];
  const triggerSource = 'TokenGeneration_RefreshTokens';
  const overrides = await runPreTokenGeneration(state, { pool, client, user }, { triggerSource, groups });
  return {
    AuthenticationResult: state.tokens.issue(state, session, groups, false, overrides),
    ChallengeParameters: {},
  };
};
