import { AwsError } from '../../../aws-error.ts';
import type { UserPool } from '../../pools/user-pool.ts';
import { assertWritable } from '../../schema/assert-writable.ts';
import { missingRequired } from '../../schema/check-attributes.ts';
import { assertPassword } from '../../schema/password-policy.ts';
import { changeAttributes } from '../../users/change-attributes.ts';
import { storePassword } from '../../users/passwords.ts';
import type { User } from '../../users/user.ts';
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

/** What is required and there cannot be changed on this occasion. */
const assertLeavesRequired = ({ schema }: UserPool, user: User, changes: ReadonlyMap<string, string>): void => {
  for (const name of changes.keys()) {
    if (schema.get(name)?.required && user.attributes.has(name)) {
      throw new AwsError('NotAuthorizedException', `Cannot modify an already provided ${name}`);
    }
  }
};

/** NEW_PASSWORD_REQUIRED: sets the password that the user chose and goes on with the sign-in. */
export const answerNewPassword: ChallengeHandler = (state, signingIn, answer) => {
  const { pool, client, user } = signingIn;
  const password = requiredParameter(answer.responses, 'NEW_PASSWORD');
  assertPassword(pool.settings.passwordPolicy, password);
  const changes = givenAttributes(answer.responses);
  assertWritable(client, changes);
  assertLeavesRequired(pool, user, changes);
  const [missing] = missingRequired(pool.schema, new Map([...user.attributes, ...changes]));
  if (missing !== undefined) {
    throw new AwsError('InvalidParameterException', `Invalid attributes given, ${missing} is missing`);
  }
  changeAttributes(pool, user, changes, state.clock.nowMs());
  answer.useSession();
  user.password = storePassword(pool.id, user, password);
  user.status = 'CONFIRMED';
  user.modifiedMs = state.clock.nowMs();
  const tokenSource = 'TokenGeneration_NewPasswordChallenge';
  return completeSignIn(state, { ...signingIn, tokenSource }, answer.clientMetadata);
};
