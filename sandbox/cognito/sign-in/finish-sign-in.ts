import type { CognitoState } from '../cognito-state.ts';
import { runPostAuthentication } from '../triggers/post-authentication.ts';
import type { Wire } from '../wire.ts';
import type { SigningIn } from './complete-sign-in.ts';

/**
 * What follows the last challenge: the PostAuthentication trigger, then tokens. Groups are read before the trigger runs:
 * whether groups that it adds reach the first token is not documented.
 */
export const finishSignIn = async (
  state: CognitoState,
  signingIn: SigningIn,
  clientMetadata?: Readonly<Record<string, string>>,
): Promise<Wire> => {
  const { pool, client, user } = signingIn;
  const groups = [...user.groups];
  await runPostAuthentication(state, signingIn, clientMetadata);
  const session = state.tokens.start(state, pool, client, user);
  return { AuthenticationResult: state.tokens.issue(state, session, groups, true), ChallengeParameters: {} };
};
