import { CONTACT_OF } from '../../mfa/eligible-factors.ts';
import { assertMfaCode } from '../../mfa/mfa-lockout.ts';
import { verifyContact } from '../../users/verify-contact.ts';
import { requiredParameter } from '../auth-flows.ts';
import { finishSignIn } from '../finish-sign-in.ts';
import type { ChallengeHandler } from './challenge-handler.ts';

/** SMS_MFA and EMAIL_OTP. The code is as good as the session it belongs to; using it verifies where it went. */
export const answerMessageCode =
  (name: keyof typeof CONTACT_OF): ChallengeHandler =>
  (state, signingIn, answer) => {
    const given = requiredParameter(answer.responses, `${name}_CODE`);
    const { pool, user } = signingIn;
    const { sent } = answer.session;
    assertMfaCode(state, user, () => (given === sent?.code ? 'right' : 'wrong'));
    answer.useSession();
    if (user.attributes.get(CONTACT_OF[name]) === sent?.destination) verifyContact(state, pool, user, CONTACT_OF[name]);
    return finishSignIn(state, signingIn, answer.clientMetadata);
  };
