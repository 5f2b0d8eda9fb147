import type { UserPoolClient } from '../../app-clients/user-pool-client.ts';
import type { CognitoState } from '../../cognito-state.ts';
import type { UserPool } from '../../pools/user-pool.ts';
import { provesPassword } from '../../srp/server-exchange.ts';
import { srpSecretsOf } from '../../users/passwords.ts';
import type { Wire } from '../../wire.ts';
import { assertProof } from '../assert-proof.ts';
import { requiredParameter } from '../auth-flows.ts';
import { completeSignIn } from '../complete-sign-in.ts';
import { assertSecretHash } from '../secret-hash.ts';
import { invalidSession, wrongPassword } from '../sign-in-refusals.ts';
import type { SignInSession } from '../sign-in-sessions.ts';
import type { ChallengeAnswer } from './challenge-handler.ts';

/** The only form that AWS takes: no leading zero in the day. Whether it also looks at the time is not known. */
const isTimestamp = (text: string): boolean => {
  const parts = /^(\w{3}) (\w{3}) ([1-9]\d?) (\d\d:\d\d:\d\d) UTC (\d{4})$/.exec(text);
  if (parts === null) return false;
  const [, weekday, month, day = '', time, year] = parts;
  const date = new Date(`${day} ${month} ${year} ${time} UTC`);
  return !Number.isNaN(date.getTime()) && date.toUTCString().startsWith(`${weekday}, ${day.padStart(2, '0')} ${month}`);
};

/** The secret block is the session: PASSWORD_VERIFIER has no other. One that is unknown is no better than a wrong password. */
const takeExchange = (state: CognitoState, client: UserPoolClient, secretBlock: string): SignInSession => {
  let session: SignInSession;
  try {
    session = state.sessions.find(secretBlock);
  } catch {
    throw wrongPassword();
  }
  if (session.challenge !== 'PASSWORD_VERIFIER' || session.clientId !== client.id) throw wrongPassword();
  state.sessions.use(secretBlock);
  return session;
};

export const answerPasswordVerifier = async (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  answer: ChallengeAnswer,
): Promise<Wire> => {
  const responses = answer.ChallengeResponses ?? {};
  const username = requiredParameter(responses, 'USERNAME');
  const signature = requiredParameter(responses, 'PASSWORD_CLAIM_SIGNATURE');
  const secretBlock = requiredParameter(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  const timestamp = requiredParameter(responses, 'TIMESTAMP');
  assertSecretHash(client, username, responses.SECRET_HASH);
  if (answer.Session !== undefined) throw invalidSession();

  const { srp, user } = takeExchange(state, client, secretBlock);
  if (user === undefined || srp === undefined || pool.users.find(username) !== user) throw wrongPassword();
  await assertProof(state, client, user, () => {
    const isStillThePassword = srpSecretsOf(user)?.privateValue.equals(srp.privateValue) === true;
    return isStillThePassword && isTimestamp(timestamp) && provesPassword(srp, { secretBlock, timestamp, signature });
  });
  return completeSignIn(state, { pool, client, user }, answer.ClientMetadata);
};
