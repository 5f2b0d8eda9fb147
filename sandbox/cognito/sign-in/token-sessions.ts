import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import { clientOf } from '../lookups.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { TokenOverrides } from '../triggers/token-overrides.ts';
import { allAttributes, type User } from '../users/user.ts';
import type { Wire } from '../wire.ts';
import { type Claims, readToken, signToken } from './json-web-token.ts';
import { createSigningKey, type SigningKey } from './signing-key.ts';
import { ADMIN_SCOPE, completeClaims } from './token-claims.ts';

/** One sign-in: all tokens that came of it fall together. */
export type TokenSession = {
  readonly id: string;
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly user: User;
  readonly startedMs: number;
  readonly refreshToken: string;
};

export type TokenSessions = {
  start(state: CognitoState, pool: UserPool, client: UserPoolClient, user: User): TokenSession;
  /** `AuthenticationResult`; with the refresh token only when the session begins. */
  issue(
    state: CognitoState,
    session: TokenSession,
    groups: readonly string[],
    isNew: boolean,
    overrides: TokenOverrides | null,
  ): Wire;
  byRefreshToken(token: string): TokenSession | undefined;
  /**
   * Throws NotAuthorizedException unless the token is a live access token; ResourceNotFoundException or
   * UserNotFoundException where its client or its user is gone.
   */
  byAccessToken(state: CognitoState, token: string): TokenSession;
  end(session: TokenSession): void;
  endAllOf(user: User): void;
};

const seconds = (ms: number): number => Math.floor(ms / 1_000);

const BOOLEAN_CLAIMS = new Set(['email_verified', 'phone_number_verified']);

const attributeClaims = (client: UserPoolClient, user: User): Claims => {
  const readable = [...allAttributes(user)].filter(
    ([name]) => name === 'sub' || (client.readAttributes?.includes(name) ?? true),
  );
  return Object.fromEntries(
    readable.map(([name, value]) => [name, BOOLEAN_CLAIMS.has(name) ? value === 'true' : value]),
  );
};

export const createTokenSessions = (): TokenSessions => {
  const sessions = new Map<string, TokenSession>();
  const byRefreshToken = new Map<string, TokenSession>();
  let key: SigningKey | null = null;
  const keyOf = (state: CognitoState): SigningKey => {
    key ??= createSigningKey(state.seeded);
    return key;
  };

  const end = (session: TokenSession): void => {
    sessions.delete(session.id);
    byRefreshToken.delete(session.refreshToken);
  };

  return {
    end,
    start: (state, pool, client, user) => {
      const purpose = `${pool.id}|${user.sub}|${state.nextNumber(`session|${pool.id}|${user.sub}`)}`;
      const parts = ['a', 'b', 'c', 'd', 'e'].map((part) => state.seeded.bytes(`refresh|${part}|${purpose}`, 32));
      const session: TokenSession = {
        id: state.seeded.uuid(`session|${purpose}`),
        pool,
        client,
        user,
        startedMs: state.clock.nowMs(),
        refreshToken: parts.map((part) => part.toString('base64url')).join('.'),
      };
      sessions.set(session.id, session);
      byRefreshToken.set(session.refreshToken, session);
      return session;
    },
    issue: (state, session, groups, isNew, overrides) => {
      const { pool, client, user } = session;
      const nowMs = state.clock.nowMs();
      const number = state.nextNumber(`tokens|${session.id}`);
      const shared = {
        iss: `https://cognito-idp.${state.region}.amazonaws.com/${pool.id}`,
        origin_jti: session.id,
        event_id: state.seeded.uuid(`event|${session.id}|${number}`),
        auth_time: seconds(session.startedMs),
        iat: seconds(nowMs),
      };
      const idToken = {
        ...attributeClaims(client, user),
        ...shared,
        'cognito:username': user.username,
        aud: client.id,
        token_use: 'id',
        exp: seconds(nowMs + client.idTokenMs),
        jti: state.seeded.uuid(`id token|${session.id}|${number}`),
      };
      const accessToken = {
        sub: user.sub,
        ...shared,
        client_id: client.id,
        token_use: 'access',
        scope: ADMIN_SCOPE,
        exp: seconds(nowMs + client.accessTokenMs),
        jti: state.seeded.uuid(`access token|${session.id}|${number}`),
        username: user.username,
      };
      const claims = completeClaims(pool, { idToken, accessToken }, groups, overrides);
      return {
        AccessToken: signToken(keyOf(state), claims.accessToken),
        ExpiresIn: seconds(client.accessTokenMs),
        TokenType: 'Bearer',
        ...(isNew ? { RefreshToken: session.refreshToken } : {}),
        IdToken: signToken(keyOf(state), claims.idToken),
      };
    },
    byRefreshToken: (token) => byRefreshToken.get(token),
    byAccessToken: (state, token) => {
      const claims = readToken(keyOf(state), token);
      if (claims?.token_use !== 'access') throw new AwsError('NotAuthorizedException', 'Invalid Access Token');
      if (Number(claims.exp) * 1_000 <= state.clock.nowMs()) {
        throw new AwsError('NotAuthorizedException', 'Access Token has expired');
      }
      const scopes = String(claims.scope ?? '').split(' ');
      if (!scopes.includes(ADMIN_SCOPE)) {
        throw new AwsError('NotAuthorizedException', 'Access Token does not have required scopes');
      }
      const session = sessions.get(String(claims.origin_jti));
      if (session === undefined) throw new AwsError('NotAuthorizedException', 'Access Token has been revoked');
      // They are gone where the pool is.
      clientOf(state, session.client.id);
      if (session.pool.users.find(session.user.username) !== session.user) {
        throw new AwsError('UserNotFoundException', 'User does not exist.');
      }
      return session;
    },
    endAllOf: (user) => {
      for (const session of sessions.values()) if (session.user === user) end(session);
    },
  };
};
