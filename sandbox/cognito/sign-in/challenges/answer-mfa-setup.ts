import { AwsError } from '../../../aws-error.ts';
import { challengeBy } from '../../mfa/mfa-challenge.ts';
import { withMethod } from '../../mfa/user-preferences.ts';
import { assertWritable } from '../../schema/assert-writable.ts';
import { assertMessagesServed } from '../../send-message.ts';
import { changeAttributes } from '../../users/change-attributes.ts';
import { finishSignIn } from '../finish-sign-in.ts';
import { openChallenge } from '../open-challenge.ts';
import type { ChallengeHandler } from './challenge-handler.ts';

/** The address goes into the profile unverified; the code that is sent there verifies it. */
const setUpEmail =
  (email: string): ChallengeHandler =>
  (state, signingIn, answer) => {
    const { pool, user } = signingIn;
    if (answer.session.choices?.includes('EMAIL_OTP') !== true) {
      throw new AwsError('InvalidParameterException', 'EMAIL_OTP is none of the MFA types that can be set up.');
    }
    const changes = new Map([['email', email]]);
    assertWritable(signingIn.client, changes);
    assertMessagesServed(pool, ['EMAIL']);
    changeAttributes(pool, user, changes, state.clock.nowMs());
    answer.useSession();
    user.mfa = withMethod(user.mfa, 'EMAIL_OTP');
    return openChallenge(state, signingIn, challengeBy(state, pool, user, 'EMAIL_OTP'));
  };

/** MFA_SETUP: with the session that VerifySoftwareToken gave, or with an e-mail address. */
export const answerMfaSetup: ChallengeHandler = (state, signingIn, answer) => {
  // EMAIL is what AWS's own client sends, email what the guide says.
  const email = answer.responses.EMAIL ?? answer.responses.email;
  if (email !== undefined) return setUpEmail(email)(state, signingIn, answer);
  if (answer.session.softwareToken?.isVerified !== true) {
    throw new AwsError('InvalidParameterException', 'The session is none of a verified software token.');
  }
  answer.useSession();
  signingIn.user.mfa = withMethod(signingIn.user.mfa, 'SOFTWARE_TOKEN_MFA');
  return finishSignIn(state, signingIn, answer.clientMetadata);
};
