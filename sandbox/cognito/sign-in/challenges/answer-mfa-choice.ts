import { AwsError } from '../../../aws-error.ts';
import { challengeBy } from '../../mfa/mfa-challenge.ts';
import type { MfaMethod } from '../../users/user.ts';
import { requiredParameter } from '../auth-flows.ts';
import { openChallenge } from '../open-challenge.ts';
import type { ChallengeHandler } from './challenge-handler.ts';

/** SELECT_MFA_TYPE: leads to the challenge that the user chose. */
export const answerMfaChoice: ChallengeHandler = (state, signingIn, answer) => {
  const chosen = requiredParameter(answer.responses, 'ANSWER');
  if (answer.session.choices?.includes(chosen) !== true) {
    throw new AwsError('InvalidParameterException', 'The MFA type is none that the user can choose.');
  }
  answer.useSession();
  return openChallenge(state, signingIn, challengeBy(state, signingIn.pool, signingIn.user, chosen as MfaMethod));
};
