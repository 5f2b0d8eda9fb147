import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { runPreTokenGeneration } from '../triggers/pre-token-generation.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { assertSecretHash } from './secret-hash.ts';

const refuse = (message: string): AwsError => new AwsError('NotAuthorizedException', message);

/** REFRESH_TOKEN_AUTH: new access and ID tokens for a session that still stands. */
export const refreshTokens = async (
  state: CognitoState,
  client: UserPoolClient,
  parameters: Readonly<Record<string, string>>,
): Promise<Wire> => {
  const session = state.tokens.byRefreshToken(requiredParameter(parameters, 'REFRESH_TOKEN'));
  if (session === undefined || session.client.id !== client.id) throw refuse('Invalid Refresh Token');
  const { pool, user } = session;
  assertSecretHash(client, user.username, parameters.SECRET_HASH);
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
