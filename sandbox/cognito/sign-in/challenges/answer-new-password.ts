import { AwsError } from '../../../aws-error.ts';
import { assertWritable } from '../../schema/assert-writable.ts';
import { assertChangedAttributes, missingRequired } from '../../schema/check-attributes.ts';
import { assertPassword } from '../../schema/password-policy.ts';
import { storePassword } from '../../state/passwords.ts';
import { requiredParameter } from '../auth-flows.ts';
import { completeSignIn } from '../complete-sign-in.ts';
import type { ChallengeHandler } from './challenge-handler.ts';

const PREFIX = 'userAttributes.';

const givenAttributes = (responses: Readonly<Record<string, string>>): Map<string, string> =>
  new Map(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, value]) => [name.slice(PREFIX.length), value]),
  );

/** NEW_PASSWORD_REQUIRED: sets the password that the user chose and goes on with the sign-in. */
export const answerNewPassword: ChallengeHandler = (state, signingIn, answer) => {
  const { pool, client, user } = signingIn;
  const password = requiredParameter(answer.responses, 'NEW_PASSWORD');
  assertPassword(pool.settings.passwordPolicy, password);
  const changes = givenAttributes(answer.responses);
  assertWritable(client, changes);
  assertChangedAttributes(pool.schema, changes);
  const attributes = new Map([...user.attributes, ...changes]);
  const missing = missingRequired(pool.schema, attributes);
  if (missing.length > 0) {
    throw new AwsError('InvalidParameterException', `Invalid attributes given, ${missing[0]} is missing`);
  }
  pool.users.setAttributes(user, attributes);
  answer.useSession();
  user.password = storePassword(pool.id, user, password);
  user.status = 'CONFIRMED';
  user.modifiedMs = state.clock.nowMs();
  const tokenSource = 'TokenGeneration_NewPasswordChallenge';
  return completeSignIn(state, { ...signingIn, tokenSource }, answer.clientMetadata);
};
