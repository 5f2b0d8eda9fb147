import type { CognitoState } from '../cognito-state.ts';
import type { Wire } from '../wire.ts';
import type { SigningIn } from './complete-sign-in.ts';
import type { SignInSession } from './sign-in-sessions.ts';

/** A challenge to somebody: what the client is told, and what the session keeps. */
export type Challenge = {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly kept?: Pick<SignInSession, 'sent' | 'choices'>;
};

export const openChallenge = (
  state: CognitoState,
  { pool, client, user }: SigningIn,
  { name, parameters, kept }: Challenge,
): Wire => ({
  ChallengeName: name,
  Session: state.sessions.open({
    userPoolId: pool.id,
    clientId: client.id,
    lifetimeMs: client.authSessionMs,
    user,
    password: user.password,
    challenge: name,
    ...kept,
  }),
  ChallengeParameters: parameters,
});
