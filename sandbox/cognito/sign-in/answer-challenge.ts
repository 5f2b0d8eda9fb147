import { AwsError, notServed } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { challengedUser } from './challenged-user.ts';
import { answerMessageCode } from './challenges/answer-message-code.ts';
import { answerMfaChoice } from './challenges/answer-mfa-choice.ts';
import { answerMfaSetup } from './challenges/answer-mfa-setup.ts';
import { answerNewPassword } from './challenges/answer-new-password.ts';
import { answerPasswordVerifier } from './challenges/answer-password-verifier.ts';
import { answerSoftwareToken } from './challenges/answer-software-token.ts';
import type { ChallengeAnswer, ChallengeHandler } from './challenges/challenge-handler.ts';
import { assertSecretHash } from './secret-hash.ts';
import { disabledUser, hidesUsers, invalidSession, unknownUser } from './sign-in-refusals.ts';

const HANDLERS: Readonly<Record<string, ChallengeHandler>> = {
  NEW_PASSWORD_REQUIRED: answerNewPassword,
  SMS_MFA: answerMessageCode('SMS_MFA'),
  EMAIL_OTP: answerMessageCode('EMAIL_OTP'),
  SOFTWARE_TOKEN_MFA: answerSoftwareToken,
  SELECT_MFA_TYPE: answerMfaChoice,
  MFA_SETUP: answerMfaSetup,
};

/** What follows from the answer: another challenge, or the end of the sign-in. */
export const answerChallenge = async (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  answer: ChallengeAnswer,
): Promise<Wire> => {
  if (answer.ChallengeResponses?.DEVICE_KEY !== undefined) throw notServed('the challenge response DEVICE_KEY');
  if (answer.ChallengeName === 'PASSWORD_VERIFIER') return answerPasswordVerifier(state, pool, client, answer);
  const handle = HANDLERS[answer.ChallengeName];
  if (handle === undefined) throw notServed(`the answer to the challenge ${answer.ChallengeName}`);
  const responses = answer.ChallengeResponses ?? {};
  const username = requiredParameter(responses, 'USERNAME');
  assertSecretHash(client, username, responses.SECRET_HASH);
  const token = answer.Session;
  if (token === undefined) throw new AwsError('InvalidParameterException', 'Missing required parameter Session');

  const session = state.sessions.find(token);
  const user = pool.users.find(username);
  // Under ENABLED a name that nobody has is answered like anybody else's.
  if (user === undefined) throw hidesUsers(client) ? invalidSession() : unknownUser(client);
  const belongs =
    session.userPoolId === pool.id &&
    challengedUser(pool, session) === user &&
    session.clientId === client.id &&
    session.challenge === answer.ChallengeName;
  if (!belongs) throw invalidSession();
  if (!user.enabled) throw disabledUser(client);
  return handle(
    state,
    { pool, client, user },
    {
      session,
      useSession: () => state.sessions.use(token),
      responses,
      clientMetadata: answer.ClientMetadata,
    },
  );
};
