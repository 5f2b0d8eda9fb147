import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import { runPreTokenGeneration } from '../triggers/pre-token-generation.ts';
import type { ClientMetadata } from '../triggers/trigger-call.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { assertSecretHash } from './secret-hash.ts';
import type { TokenSession } from './token-sessions.ts';

const refuse = (message: string): AwsError => new AwsError('NotAuthorizedException', message);

/** REFRESH_TOKEN_AUTH. The hash covers the username, which the client need not send. */
export const refreshTokens = (
  state: CognitoState,
  client: UserPoolClient,
  parameters: Readonly<Record<string, string>>,
): Promise<Wire> =>
  renewTokens(state, client, {
    token: requiredParameter(parameters, 'REFRESH_TOKEN'),
    assertClient: (username) => assertSecretHash(client, username, parameters.SECRET_HASH),
  });

/** Disabling and signing a user out end the session; deleting does not. */
const standingSession = (state: CognitoState, client: UserPoolClient, token: string): TokenSession => {
  const session = state.tokens.byRefreshToken(token);
  if (session === undefined || session.client.id !== client.id) throw refuse('Invalid Refresh Token');
  return session;
};

const assertThere = ({ pool, user }: TokenSession): void => {
  if (pool.users.find(user.username) !== user) throw refuse('User does not exist.');
};

/** New access and ID tokens for a session that still stands. `assertClient` hears whose it is before anything else. */
export const renewTokens = async (
  state: CognitoState,
  client: UserPoolClient,
  request: {
    readonly token: string;
    readonly assertClient?: (username: string) => void;
    readonly clientMetadata?: ClientMetadata;
  },
): Promise<Wire> => {
  const session = standingSession(state, client, request.token);
  const { pool, user } = session;
  request.assertClient?.(user.username);
  if (state.clock.nowMs() > session.startedMs + client.refreshTokenMs) throw refuse('Refresh Token has expired');
  assertThere(session);
  const groups = [...user.groups];
  const triggerSource = 'TokenGeneration_RefreshTokens';
  const occasion = { triggerSource, groups, clientMetadata: request.clientMetadata } as const;
  const overrides = await runPreTokenGeneration(state, { pool, client, user }, occasion);
  // Meanwhile the user may have been signed out, disabled or deleted.
  standingSession(state, client, request.token);
  assertThere(session);
  return {
    AuthenticationResult: state.tokens.issue(state, session, groups, false, overrides),
    ChallengeParameters: {},
  };
};
