import { assertMfaCode } from '../../mfa/mfa-lockout.ts';
import { takeSoftwareTokenCode } from '../../mfa/software-token.ts';
import { requiredParameter } from '../auth-flows.ts';
import { finishSignIn } from '../finish-sign-in.ts';
import type { ChallengeHandler } from './challenge-handler.ts';

/** SOFTWARE_TOKEN_MFA. */
export const answerSoftwareToken: ChallengeHandler = (state, signingIn, answer) => {
  const code = requiredParameter(answer.responses, 'SOFTWARE_TOKEN_MFA_CODE');
  const { user } = signingIn;
  assertMfaCode(state, user, (nowMs) => takeSoftwareTokenCode(user.softwareToken, code, nowMs));
  answer.useSession();
  return finishSignIn(state, signingIn, answer.clientMetadata);
};
