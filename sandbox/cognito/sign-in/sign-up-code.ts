import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { assertMessagesServed } from '../send-message.ts';
import type { User } from '../users/user.ts';
import type { Wire } from '../wire.ts';
import { type CodeAttribute, mediumOf, sendCode } from './confirmation-codes.ts';

/** Where a new user is reached. A phone number is preferred where the pool verifies both. */
const signUpAttribute = (pool: UserPool, attributes: ReadonlyMap<string, string>): CodeAttribute | undefined =>
  (['phone_number', 'email'] as const).find(
    (attribute) => pool.settings.autoVerifiedAttributes.includes(attribute) && attributes.get(attribute),
  );

/** For before there is a user: refuses what `sendSignUpCode` would refuse. */
export const assertSignUpCodeServed = (pool: UserPool, attributes: ReadonlyMap<string, string>): void => {
  const attribute = signUpAttribute(pool, attributes);
  if (attribute !== undefined) assertMessagesServed(pool, [mediumOf(attribute)]);
};

/** `CodeDeliveryDetails`, or null where there is nothing that could be verified. */
export const sendSignUpCode = (state: CognitoState, pool: UserPool, user: User): Wire | null => {
  const attribute = signUpAttribute(pool, user.attributes);
  return attribute === undefined ? null : sendCode(state, pool, user, 'sign-up', attribute);
};
