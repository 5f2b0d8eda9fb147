import type { CognitoState } from '../cognito-state.ts';
import { runPostAuthentication } from '../triggers/post-authentication.ts';
import { runPreTokenGeneration } from '../triggers/pre-token-generation.ts';
import type { Wire } from '../wire.ts';
import { assertStillThere } from './assert-still-there.ts';
import type { SigningIn } from './complete-sign-in.ts';

/**
 * What follows the last challenge: the PostAuthentication trigger, then tokens as PreTokenGeneration wants them. Groups are
 * read before either runs: whether groups that they add reach the first token is not documented.
 */
export const finishSignIn = async (
  state: CognitoState,
  signingIn: SigningIn,
  clientMetadata?: Readonly<Record<string, string>>,
): Promise<Wire> => {
  const { pool, client, user } = signingIn;
  const groups = [...user.groups];
  await runPostAuthentication(state, signingIn, clientMetadata);
  const triggerSource = signingIn.tokenSource ?? 'TokenGeneration_Authentication';
  const overrides = await runPreTokenGeneration(state, signingIn, { triggerSource, groups, clientMetadata });
  assertStillThere(signingIn);
  const session = state.tokens.start(state, pool, client, user);
  return { AuthenticationResult: state.tokens.issue(state, session, groups, true, overrides), ChallengeParameters: {} };
};
