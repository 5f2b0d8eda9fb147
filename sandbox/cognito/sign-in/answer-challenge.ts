import { AwsError, notServed } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { assertChangedAttributes, missingRequired } from '../schema/check-attributes.ts';
import { assertPassword } from '../schema/password-policy.ts';
import { userOf } from '../state/lookups.ts';
import { storePassword } from '../state/passwords.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { assertSecretHash } from './secret-hash.ts';

export type ChallengeAnswer = {
  readonly ChallengeName: string;
  readonly Session?: string;
  readonly ChallengeResponses?: Readonly<Record<string, string>>;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
};

const PREFIX = 'userAttributes.';

const givenAttributes = (responses: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, value]) => [name.slice(PREFIX.length), value]),
  );

/** NEW_PASSWORD_REQUIRED: sets the password that the user chose and goes on with the sign-in. */
export const answerChallenge = async (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  answer: ChallengeAnswer,
): Promise<Wire> => {
  if (answer.ChallengeName !== 'NEW_PASSWORD_REQUIRED') {
    throw notServed(`the answer to the challenge ${answer.ChallengeName}`);
  }
  const responses = answer.ChallengeResponses ?? {};
  const username = requiredParameter(responses, 'USERNAME');
  const password = requiredParameter(responses, 'NEW_PASSWORD');
  assertSecretHash(client, username, responses.SECRET_HASH);
  if (answer.Session === undefined)
    throw new AwsError('InvalidParameterException', 'Missing required parameter Session');
  const session = state.sessions.take(answer.Session);
  const user = userOf(pool, username);
  const belongs =
    session.username === user.username && session.clientId === client.id && session.challenge === answer.ChallengeName;
  if (!belongs) throw new AwsError('NotAuthorizedException', 'Invalid session for the user.');

  assertPassword(pool.settings.passwordPolicy, password);
  const changes = givenAttributes(responses);
  assertChangedAttributes(pool.schema, changes);
  const attributes = new Map([...user.attributes, ...changes]);
  const missing = missingRequired(pool.schema, attributes);
  if (missing.length > 0) {
    throw new AwsError('InvalidParameterException', `Invalid attributes given, ${missing[0]} is missing`);
  }
  pool.users.setAttributes(user, attributes);
  user.password = storePassword(user.sub, password);
  user.status = 'CONFIRMED';
  user.modifiedMs = state.clock.nowMs();
  const tokenSource = 'TokenGeneration_NewPasswordChallenge';
  return completeSignIn(state, { pool, client, user, tokenSource }, answer.ClientMetadata);
};
